//! Bytes to text: which character encoding a file is in, and its text as UTF-8.
//!
//! A byte order mark decides; then the pattern of NUL bytes that UTF-16 has; then well-formed UTF-8; then
//! what the file says of itself (XML declaration, HTML `meta`, an Emacs-style `coding:` line); then a guess
//! by the frequencies of letters. Bytes that make no character become U+FFFD and are reported, never fatal.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a stream is looked at before its encoding is settled, in bytes.
const HEAD: usize = 64 * 1024;

/// A text and how it was encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text without a byte order mark.
    pub text: String,
    /// The encoding's name in the WHATWG standard: `UTF-8`, `windows-1251`, `UTF-16LE` …
    pub encoding: &'static str,
    /// Whether some bytes were no character and became U+FFFD.
    pub malformed: bool,
}

/// Decodes a whole file.
pub fn decode(bytes: &[u8]) -> Decoded {
    let sniffed = sniff(bytes, true);
    let (text, malformed) = sniffed.encoding.decode_without_bom_handling(&bytes[sniffed.bom..]);
    Decoded { text: text.into_owned(), encoding: sniffed.encoding.name(), malformed }
}

/// A stream decoded to UTF-8 in constant memory, and the name of its encoding. The encoding is settled on
/// the first 64 KB.
///
/// # Errors
/// When reading fails.
pub fn decoder<R: Read>(mut input: R) -> io::Result<(Utf8Reader<R>, &'static str)> {
    let mut raw = Vec::with_capacity(HEAD);
    input.by_ref().take(HEAD as u64).read_to_end(&mut raw)?;
    let complete = raw.len() < HEAD;
    let sniffed = sniff(&raw, complete);
    let reader = Utf8Reader {
        input,
        decoder: sniffed.encoding.new_decoder_without_bom_handling(),
        had_bom: sniffed.bom > 0,
        start: sniffed.bom,
        end: raw.len(),
        position: raw.len() as u64,
        raw,
        at_end: false,
        text: vec![0; HEAD],
        text_start: 0,
        text_end: 0,
        malformed: false,
    };
    Ok((reader, sniffed.encoding.name()))
}

/// Gives the text of an encoded stream as well-formed UTF-8 without a byte order mark.
pub struct Utf8Reader<R> {
    input: R,
    decoder: Decoder,
    had_bom: bool,
    /// Bytes read and not yet decoded stand in `raw[start..end]`.
    raw: Vec<u8>,
    start: usize,
    end: usize,
    position: u64,
    at_end: bool,
    /// Bytes decoded and not yet handed out stand in `text[text_start..text_end]`.
    text: Vec<u8>,
    text_start: usize,
    text_end: usize,
    malformed: bool,
}

impl<R> Utf8Reader<R> {
    /// Whether some bytes so far were no character and became U+FFFD.
    pub fn malformed(&self) -> bool {
        self.malformed
    }

    /// Whether the input began with a byte order mark.
    pub fn had_bom(&self) -> bool {
        self.had_bom
    }

    /// The text that is decoded and not yet consumed.
    pub fn buffered(&self) -> &[u8] {
        &self.text[self.text_start..self.text_end]
    }

    /// How many bytes of the input were read so far.
    pub fn position(&self) -> u64 {
        self.position
    }
}

impl<R: Read> BufRead for Utf8Reader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.text_start == self.text_end && !self.at_end {
            if self.start == self.end {
                self.raw.resize(HEAD, 0);
                self.start = 0;
                self.end = match self.input.read(&mut self.raw) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    read => read?,
                };
                self.position += self.end as u64;
            }
            let last = self.start == self.end;
            let raw = &self.raw[self.start..self.end];
            let (result, read, written, malformed) = self.decoder.decode_to_utf8(raw, &mut self.text, last);
            self.start += read;
            (self.text_start, self.text_end) = (0, written);
            self.malformed |= malformed;
            self.at_end = last && result == CoderResult::InputEmpty;
        }
        Ok(&self.text[self.text_start..self.text_end])
    }

    fn consume(&mut self, amount: usize) {
        self.text_start = (self.text_start + amount).min(self.text_end);
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let text = self.fill_buf()?;
        let length = text.len().min(out.len());
        out[..length].copy_from_slice(&text[..length]);
        self.consume(length);
        Ok(length)
    }
}

/// An encoding, and the length of the byte order mark that stands before the text.
struct Sniffed {
    encoding: &'static Encoding,
    bom: usize,
}

/// Settles the encoding of a file by its beginning, or by the whole of it when `complete`.
fn sniff(head: &[u8], complete: bool) -> Sniffed {
    if let Some((encoding, bom)) = Encoding::for_bom(head) {
        return Sniffed { encoding, bom };
    }
    let encoding = utf16_by_nul_bytes(head).unwrap_or_else(|| {
        let declared = declared(head);
        if head.is_ascii() {
            // ISO-2022-JP is written in ASCII bytes alone; for the rest the beginning tells nothing more.
            return declared.filter(|e| !complete || *e == ISO_2022_JP).unwrap_or(UTF_8);
        }
        if is_utf8(head, complete) { UTF_8 } else { declared.filter(|e| *e != UTF_8).unwrap_or_else(|| guess(head)) }
    });
    Sniffed { encoding, bom: 0 }
}

/// UTF-16 without a byte order mark: in every second byte NUL (spaces, line breaks, Latin letters) is
/// common, in the others it hardly ever stands.
fn utf16_by_nul_bytes(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let common = |n: usize| n > 0 && n * 50 >= pairs;
    let encoding = if common(odd) && even * 20 <= odd {
        UTF_16LE
    } else if common(even) && odd * 20 <= even {
        UTF_16BE
    } else {
        return None;
    };
    // A stray NUL byte in another encoding gives unpaired surrogates or odd lengths soon enough; a short
    // text of that kind is told apart by its being well-formed UTF-8 without many NULs.
    let (_, malformed) = encoding.decode_without_bom_handling(&head[..pairs * 2]);
    let many = (even + odd) * 8 >= pairs;
    (many || (!malformed && std::str::from_utf8(head).is_err())).then_some(encoding)
}

/// Whether the bytes are UTF-8, a few damaged characters allowed: in other encodings well-formed sequences
/// of several bytes are rare.
fn is_utf8(head: &[u8], complete: bool) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    let mut chunks = head.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        let cut_by_the_head = !complete && chunks.peek().is_none() && chunk.invalid().len() < 4;
        if !chunk.invalid().is_empty() && !cut_by_the_head {
            bad += 1;
        }
    }
    bad == 0 || good >= bad * 10
}

/// The encoding that the file itself names in its first kilobyte. UTF-16 cannot be true where the name could
/// be read byte by byte.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(1024)];
    let head: String = head.iter().map(|b| char::from(*b).to_ascii_lowercase()).collect();
    let trimmed = head.trim_start();
    let after = if let Some(rest) = trimmed.strip_prefix("<?xml") {
        rest.split("?>").next()?.split_once("encoding")?.1
    } else if trimmed.starts_with('#') {
        trimmed.lines().next()?.split_once("coding:")?.1
    } else {
        head.split_once("<meta")?.1.split_once("charset")?.1
    };
    let label = after.trim_start_matches([' ', '\t', '\r', '\n', '=', '"', '\'']);
    let label = label.split(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).next()?;
    Encoding::for_label(label.as_bytes()).filter(|e| *e != UTF_16LE && *e != UTF_16BE)
}

/// The most likely encoding by the frequencies of letters, among the legacy ones.
fn guess(head: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(head, false);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str = "Мы, анархисты, выступаем против войны и репрессий.\nСвободу политзаключённым!\n";

    /// Gives its bytes one at a time.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let length = self.0.len().min(out.len()).min(1);
            out[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    fn utf16(text: &str, big_endian: bool, bom: bool) -> Vec<u8> {
        let units = bom.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|u| if big_endian { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    fn check(bytes: &[u8], text: &str, encoding: &str) {
        let decoded = decode(bytes);
        assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
        let (mut reader, name) = decoder(Drip(bytes)).unwrap();
        let mut streamed = String::new();
        reader.read_to_string(&mut streamed).unwrap();
        assert_eq!((streamed.as_str(), name), (text, encoding));
        assert_eq!(reader.malformed(), decoded.malformed);
        assert_eq!(reader.position(), bytes.len() as u64);
    }

    #[test]
    fn a_byte_order_mark_decides_and_is_taken_off() {
        check("\u{feff}Да".as_bytes(), "Да", "UTF-8");
        check(&utf16(RUSSIAN, false, true), RUSSIAN, "UTF-16LE");
        check(&utf16(RUSSIAN, true, true), RUSSIAN, "UTF-16BE");
        let xml = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><a>ю</a>";
        check(&utf16(xml, false, true), xml, "UTF-16LE");
    }

    #[test]
    fn utf16_without_a_mark_is_known_by_its_nul_bytes() {
        for text in [RUSSIAN, "Plain English.\n", "<?xml version=\"1.0\"?><tmx>日本</tmx>"] {
            check(&utf16(text, false, false), text, "UTF-16LE");
            check(&utf16(text, true, false), text, "UTF-16BE");
        }
        check(b"one stray\0 byte in a line of text", "one stray\0 byte in a line of text", "UTF-8");
    }

    #[test]
    fn cyrillic_encodings_are_told_apart() {
        let ibm866 = Encoding::for_label(b"ibm866").unwrap();
        let iso = Encoding::for_label(b"iso-8859-5").unwrap();
        for encoding in [encoding_rs::WINDOWS_1251, encoding_rs::KOI8_U, ibm866, iso] {
            check(&encoding.encode(RUSSIAN).0, RUSSIAN, encoding.name());
        }
        check(&encoding_rs::WINDOWS_1252.encode("Élan, façade, naïveté").0, "Élan, façade, naïveté", "windows-1252");
    }

    #[test]
    fn what_a_file_says_of_itself_counts_before_a_guess() {
        for text in [
            "<?xml version='1.0' encoding='windows-1254'?><p>ığüş</p>",
            "# -*- coding: windows-1254 -*-\nığüş",
            "<html><head><META http-equiv=x content='text/html; charset=windows-1254'></head>ığüş",
        ] {
            check(&encoding_rs::WINDOWS_1254.encode(text).0, text, "windows-1254");
        }
        let lie = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><a>Слово в UTF-8</a>";
        check(lie.as_bytes(), lie, "UTF-8");
        let lie = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>{RUSSIAN}</a>");
        check(&encoding_rs::WINDOWS_1251.encode(&lie).0, &lie, "windows-1251");
    }

    #[test]
    fn damaged_characters_are_replaced_and_reported() {
        let mut bytes = RUSSIAN.as_bytes().to_vec();
        bytes.insert(10, 0xff);
        let decoded = decode(&bytes);
        assert_eq!(decoded.encoding, "UTF-8");
        assert!(decoded.malformed);
        assert_eq!(decoded.text.replace('\u{fffd}', ""), RUSSIAN);
        check(&bytes, &decoded.text, "UTF-8");
    }

    #[test]
    fn characters_may_lie_across_the_edges_of_buffers() {
        for shift in 0..4 {
            let text = format!("{}{}", "a".repeat(shift), "яж😀".repeat(3 * HEAD / 8));
            let (mut reader, name) = decoder(text.as_bytes()).unwrap();
            let mut streamed = String::new();
            reader.read_to_string(&mut streamed).unwrap();
            assert_eq!(name, "UTF-8");
            assert!(streamed == text && !reader.malformed());
        }
    }

    #[test]
    fn nothing_is_nothing() {
        check(b"", "", "UTF-8");
        check(b"\xef\xbb\xbf", "", "UTF-8");
    }
}
