//! Work on the items of a list on several threads, and their results in the order of the list.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// Items for each worker that may be worked on, or wait behind one that takes longer, before any of them is given
/// out: what bounds the memory.
const AHEAD: usize = 16;

/// Lets each worker, on a thread of its own, take one item after the other, and gives out each result as soon as
/// it and all before it are known, until `give` says stop or fails. Items are known by their numbers.
pub(super) fn in_order<W: Send, T: Send, E>(
    items: usize,
    workers: Vec<W>,
    work: impl Fn(&mut W, usize) -> T + Sync,
    mut give: impl FnMut(T) -> Result<ControlFlow<()>, E>,
) -> Result<(), E> {
    let window = AHEAD * workers.len();
    let (ask, asked) = mpsc::channel();
    let asked = Mutex::new(asked);
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        // Dropped when the results are no longer wanted: then the workers end.
        let (ask, told) = (ask, told);
        for mut worker in workers {
            let (tell, asked, work) = (tell.clone(), &asked, &work);
            scope.spawn(move || {
                loop {
                    let next = asked.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(item) = next else { break };
                    // Whoever waits for the result must hear of a panic.
                    let result = catch_unwind(AssertUnwindSafe(|| work(&mut worker, item)));
                    if tell.send((item, result)).is_err() {
                        break;
                    }
                }
            });
        }
        let mut early = BTreeMap::new();
        let mut sent = 0;
        for item in 0..items {
            while sent < items.min(item + window) && ask.send(sent).is_ok() {
                sent += 1;
            }
            let result = loop {
                if let Some(result) = early.remove(&item) {
                    break result;
                }
                let Ok((number, result)) = told.recv() else { return Ok(()) };
                early.insert(number, result);
            };
            if give(result.unwrap_or_else(|panic| resume_unwind(panic)))?.is_break() {
                break;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn run(items: usize, workers: usize, until: usize, most_begun: &AtomicUsize) -> Vec<usize> {
        let (mut out, given) = (Vec::new(), AtomicUsize::new(0));
        let work = |_: &mut (), item: usize| {
            most_begun.fetch_max(item - given.load(Ordering::SeqCst), Ordering::SeqCst);
            if item.is_multiple_of(7) {
                thread::sleep(Duration::from_millis(2)); // others are done before it
            }
            item * 2
        };
        let give = |result| -> Result<_, ()> {
            given.fetch_add(1, Ordering::SeqCst);
            out.push(result);
            Ok(if result >= until { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        };
        in_order(items, vec![(); workers], work, give).unwrap();
        out
    }

    #[test]
    fn results_come_in_order_and_not_too_early() {
        for workers in 1..5 {
            let ahead = AtomicUsize::new(0);
            let expected: Vec<usize> = (0..300).map(|item| item * 2).collect();
            assert_eq!(run(300, workers, usize::MAX, &ahead), expected);
            assert!(ahead.into_inner() <= AHEAD * workers);
        }
        assert_eq!(run(0, 2, usize::MAX, &AtomicUsize::new(0)), [0; 0]);
    }

    #[test]
    fn it_ends_when_told_to() {
        assert_eq!(run(100_000, 3, 6, &AtomicUsize::new(0)), [0, 2, 4, 6]);
        let failed = in_order(
            100_000,
            vec![(); 3],
            |_, item| item,
            |item| if item < 3 { Ok(ControlFlow::Continue(())) } else { Err(item) },
        );
        assert_eq!(failed, Err(3));
    }

    #[test]
    #[should_panic(expected = "of item 5")]
    fn a_panic_is_passed_on() {
        let work = |_: &mut (), item: usize| assert!(item != 5, "of item {item}");
        let _ = in_order(100, vec![(); 2], work, |()| Ok::<_, ()>(ControlFlow::Continue(())));
    }
}
