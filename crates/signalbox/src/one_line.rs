//! A log as text, in which every event has one line, whatever somebody made us write.

use std::io::{self, Write};

/// Writes events, each of which comes whole, with nothing in them that would end a line or move the cursor back.
#[derive(Debug)]
pub(crate) struct OneLine<W> {
    /// Where they go.
    pub(crate) to: W,
    /// Whether the subscriber writes colours, which begin with U+001B; without them nobody else may.
    pub(crate) has_colours: bool,
}

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let line = told(&String::from_utf8_lossy(event), self.has_colours);
        self.to.write_all(line.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// An event as it is written.
fn told(event: &str, has_colours: bool) -> String {
    let line = event.strip_suffix('\n').unwrap_or(event);
    let mut told = String::with_capacity(event.len());
    for letter in line.chars() {
        let is_colour = has_colours && letter == '\u{1b}';
        if (letter.is_control() && !is_colour) || matches!(letter, '\u{2028}' | '\u{2029}') {
            told.extend(letter.escape_default());
        } else {
            told.push(letter);
        }
    }
    told.push_str(&event[line.len()..]);
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn nobody_makes_up_a_line() {
        let kept = Kept::default();
        let writer = kept.clone();
        let lines = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || OneLine { to: writer.clone(), has_colours: false })
            .finish();
        let forged = "no answer\r\n2026-01-01T00:00:00Z  INFO signalbox: all is well\u{2028}\u{1b}[2J";
        tracing::subscriber::with_default(lines, || {
            tracing::warn!(problem = %forged, "a provider failed");
            tracing::warn!("{forged}");
        });
        let written = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        assert_eq!(written.lines().count(), 2, "{written}");
        assert_eq!(written.matches(['\r', '\u{2028}', '\u{1b}']).count(), 0, "{written:?}");
        assert_eq!(written.matches("all is well").count(), 2, "nothing is lost: {written}");
    }
}
