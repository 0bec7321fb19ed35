//! Letters and function words of the languages that [`detect`](super::detect()) knows itself.

use unicode_script::{Script, UnicodeScript};

/// What tells a language from its neighbours in the same script.
pub(super) struct Profile {
    pub language: &'static str,
    pub script: Script,
    /// The letters beside those of [`Profile::base`].
    letters: &'static str,
    /// Letters that no text of some length lacks, and their share of all letters.
    pub frequent: &'static [(char, f64)],
    /// The most frequent function words in lower case, with a space on both sides of each.
    words: &'static str,
}

impl Profile {
    /// The script of a letter; `None` for what is no letter or belongs to all scripts.
    pub(super) fn script_of(c: char) -> Option<Script> {
        c.is_alphabetic()
            .then(|| c.script())
            .filter(|script| !matches!(script, Script::Common | Script::Inherited | Script::Unknown))
    }

    pub(super) fn has_letter(&self, c: char) -> bool {
        self.base().contains(c) || self.letters.contains(c)
    }

    pub(super) fn has_word(&self, word: &str) -> bool {
        // The list is searched for " word ".
        !word.is_empty()
            && self
                .words
                .match_indices(word)
                .any(|(at, _)| self.words[..at].ends_with(' ') && self.words[at + word.len()..].starts_with(' '))
    }

    /// The letters that all languages of the script have.
    fn base(&self) -> &'static str {
        match self.script {
            Script::Cyrillic => "абвгдежзклмнопрстуфхцчш",
            _ => "abcdefghijklmnopqrstuvwxyz",
        }
    }
}

const fn cyrillic(
    language: &'static str,
    letters: &'static str,
    frequent: &'static [(char, f64)],
    words: &'static str,
) -> Profile {
    Profile { language, script: Script::Cyrillic, letters, frequent, words }
}

const fn latin(language: &'static str, letters: &'static str, words: &'static str) -> Profile {
    Profile { language, script: Script::Latin, letters, frequent: &[], words }
}

pub(super) static PROFILES: &[Profile] = &[
    cyrillic(
        "ru",
        "ёийщъыьэюя",
        &[('и', 0.07), ('ы', 0.019), ('я', 0.02)],
        " и в во не на я он что с со это быть а весь она как у к ко но из за мы вы они по до от о об его её их \
         для же ли бы так только когда если уже или был была были было есть который которые которая всех все \
         ещё нет мне нас нам вас чем под при без после этот эта эти этого тот кто свои своих себя том также более ",
    ),
    cyrillic(
        "uk",
        "ґєиіїйщьюя",
        &[('и', 0.06), ('і', 0.057), ('ї', 0.006)],
        " і й та в у не на я він що з із зі це бути а весь вона як до але за ми ви вони по від про його її їх їхніх \
         для же чи би так тільки коли якщо вже або був була були було є який які яка всіх усіх всі ще немає мені \
         нас нам вас ніж під при без після цей ця ці цього той хто свої своїх себе тому також більше ",
    ),
    cyrillic(
        "be",
        "ёійўыьэюя",
        &[('і', 0.06), ('ы', 0.04), ('ў', 0.016)],
        " і й ды у ў не на я ён што з са гэта быць а увесь яна як да але за мы вы яны па ад пра аб яго яе іх для ж \
         ці б так толькі калі ужо ўжо або быў была былі было ёсць які якія якая усіх ўсіх усе ўсе яшчэ няма мне нас \
         нам вас чым пад пры без пасля гэты гэтыя гэтага той хто свае сваіх сябе таму таксама больш ",
    ),
    cyrillic(
        "bg",
        // `ь` is rare enough to count as foreign.
        "ийщъюя",
        &[('и', 0.08), ('ъ', 0.02)],
        " и в във не на аз той че с със това да а е са се си ще тя как но от за ние вие те по до или ги го му ѝ им \
         който която което които всички още няма ни вас под при без след този тази тези кой свои себе също повече \
         само когато ако вече бъде бъдат беше били има ",
    ),
    cyrillic(
        "sr",
        "иђјљњћџ",
        &[('и', 0.08), ('ј', 0.05)],
        " и у не на ја он да с са то бити а је су се си ће она како али из за ми ви они по до од о његов њен их за \
         ли би тако само када ако већ или био била били било нема који које која свих сви све још мени нас вас под \
         при без после овај ова ово тај ко своје себе такође више што нико није нису својим своје ",
    ),
    cyrillic(
        "mk",
        "ијљњџѓќѕ",
        &[('и', 0.08), ('ј', 0.02)],
        " и во не на јас тој дека со тоа да а е се си ќе таа како но од за ние вие тие по до или ги го му ѝ им кој \
         која кое кои сите уште нема нас вас под при без по овој оваа овие свои себе исто повеќе само кога ако веќе \
         беше биле има ",
    ),
    cyrillic(
        "kk",
        "ёийщъыьэюяәғқңөұүһі",
        &[('ы', 0.08), ('қ', 0.03), ('і', 0.05)],
        " және мен бен пен бұл ол біз сіз олар үшін деп бар жоқ емес еді болып болды бір де да та те барлық осы сол \
         кейін туралы сияқты немесе бірақ өз оның олардың қазақ ",
    ),
    latin(
        "en",
        "éï",
        " the of and to in a is that for it as was with be by on not he i this are or his from at which but have an had \
         they you were their one all we can her has there been if more when will would who so no she do its our them \
         than other what some could only him about into your out up most also after such those us my then first over \
         under these because while whether must should any nobody ",
    ),
    latin(
        "de",
        "äöüß",
        " der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat \
         dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis \
         mehr durch man sein wurde wir ich alle ihre ihr unter gegen vom kann schon wenn seine mich uns diese dieser ",
    ),
    latin(
        "fr",
        "àâæçèéêëîïôœùûüÿ",
        " de la le et les des en un une du que est pour qui dans a par plus pas au sur ne se ce il sont avec ses aux son \
         ou nous comme mais on leur sa été cette ces être fait elle deux je tout tous vous même ont si sans aussi entre \
         après contre lui y où leurs notre nos c'est d'un d'une qu'il n'est ",
    ),
    latin(
        "es",
        "áéíñóúü",
        " de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre \
         este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué solo \
         han yo hay vez puede todos así nos ni parte tiene él uno donde contra ",
    ),
    latin(
        "it",
        "àèéìíòóùú",
        " di e il la che in un a per è una sono con non del si da le dei come i della al nel alla più gli delle anche ma \
         o lo dal ha ci nella se dalla loro su questo questa degli stato nei essere tutti tra era suo sua hanno ai due \
         sul cui dopo contro quando noi nelle fine solo ",
    ),
    latin(
        "pt",
        "àáâãçéêíóôõúü",
        " de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua \
         ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter seus \
         quem nas me esse eles estão você essa num nem suas contra todos ",
    ),
    latin(
        "pl",
        "ąćęłńóśźż",
        " i w nie na się z że do to jest o jak a po co ale od za przez dla są tak był tylko by było już ze ich jego jej \
         które który która przed oraz także będzie czy bardzo być może pod tym tego tej ten ta te nas nam was my wy oni \
         bez gdy jeśli więc nawet więcej swoje sobie wszystkich wszystkie lub ",
    ),
    latin(
        "nl",
        "ëéèïóö",
        " de van het een en in is dat op te zijn met voor niet aan er om ook als dan maar bij door of uit naar heeft hebben \
         nog over ze hij zich tot worden wordt werd deze wij we ik je dit die meer kan geen al hun tegen onder alle na ",
    ),
    latin(
        "cs",
        "áčďéěíňóřšťúůýž",
        " a se v na je že o s z do i to k ve pro za by ale si po jako od jsou který která které jeho nebo až už jen při \
         tak podle před také byl byla bylo co jsme být má ze mezi všech naší naše nás tím jejich proti není však ",
    ),
    latin(
        "sk",
        "áäčďéíĺľňóôŕšťúýž",
        " a sa v na je že o s z do i to k vo pre za by ale si po ako od sú ktorý ktorá ktoré jeho alebo až už len pri tak \
         podľa pred tiež bol bola bolo čo sme byť má zo medzi všetkých našej nás tým ich proti nie však ",
    ),
    latin(
        "ro",
        "ăâîșțşţ",
        " de și şi în a la cu pe o nu care din că să se un mai pentru este ce au fost sau prin al ale lui sunt după ca \
         dar între fi are lor noi toate toți acest această ai său sa fără împotriva ",
    ),
    latin(
        "sv",
        "åäöé",
        " och i att det som en på är av för med den till inte har de ett om var men så sig vi från han kan under ska eller \
         efter vid när alla mot ut över även hon än här sin ",
    ),
    latin(
        "da",
        "æøåé",
        " og i at det som en på er af for med den til ikke har de et om var men så sig vi fra han kan under skal eller \
         efter ved når alle mod ud over også hun end her sin blev være ",
    ),
    latin(
        "hr",
        "čćđšž",
        " i u na je se da za su od s što koji koja koje to ne kao o iz bi sa ili ali po do nije samo kako biti bio bila \
         smo svih sve kod te već još prema protiv nas njihov ",
    ),
    latin(
        "hu",
        "áéíóöőúüű",
        " a az és hogy nem is ez egy meg csak már de mint volt van ha még el azt ki kell mi vagy lehet ezt sem minden azonban \
         után között ellen ",
    ),
    latin(
        "tr",
        "çğıöşüâî",
        " ve bir bu da de için ile çok daha olan olarak gibi kadar en ne ama var o sonra ya değil her mi tüm karşı olduğu ",
    ),
];
