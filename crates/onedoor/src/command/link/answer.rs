//! What `onedoor link` writes: links, clusters, and why.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use linkage::{Explanation, Link};

use super::ids::Ids;

/// Written at once.
const CHUNK: usize = 1 << 18;

/// A file written through one buffer, which whoever writes a line fills.
struct Lines {
    file: File,
    buffer: Vec<u8>,
}

impl Lines {
    fn new(path: &Path, headings: &str) -> Result<Self, String> {
        let file = File::create(path).map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        Ok(Self { file, buffer: headings.as_bytes().to_vec() })
    }

    fn line(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> std::io::Result<()> {
        write(&mut self.buffer);
        self.buffer.push(b'\n');
        if self.buffer.len() >= CHUNK {
            self.file.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    fn finish(mut self) -> std::io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.file.flush()
    }
}

/// Writes links as `id_l,id_r,probability,class`.
pub fn links(path: &Path, links: &[Link], left: &Ids, right: &Ids) -> Result<(), String> {
    let wrong = |error| format!("{} cannot be written: {error}", path.display());
    let mut lines = Lines::new(path, "id_l,id_r,probability,class\n")?;
    for link in links {
        let line = |out: &mut Vec<u8>| {
            left.write(link.left as usize, out);
            out.push(b',');
            right.write(link.right as usize, out);
            out.push(b',');
            probability(link.probability, out);
            out.push(b',');
            out.extend_from_slice(link.class.as_str().as_bytes());
        };
        lines.line(line).map_err(wrong)?;
    }
    lines.finish().map_err(wrong)
}

/// Writes a probability with six digits behind the point.
fn probability(probability: f64, out: &mut Vec<u8>) {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to a million")]
    let millionths = (probability.clamp(0.0, 1.0) * 1e6).round() as u32;
    let digit = |unit: u32| b'0' + u8::try_from(millionths / unit % 10).unwrap_or(0);
    out.extend_from_slice(&[digit(1_000_000), b'.', digit(100_000), digit(10_000), digit(1_000), digit(100), digit(10), digit(1)]);
}

/// Writes each record's cluster, by the id of its first member, as `id,cluster`.
pub fn clusters(path: &Path, clusters: &[u32], ids: &Ids) -> Result<(), String> {
    let wrong = |error| format!("{} cannot be written: {error}", path.display());
    let mut lines = Lines::new(path, "id,cluster\n")?;
    for (place, cluster) in clusters.iter().enumerate() {
        let line = |out: &mut Vec<u8>| {
            ids.write(place, out);
            out.push(b',');
            ids.write(*cluster as usize, out);
        };
        lines.line(line).map_err(wrong)?;
    }
    lines.finish().map_err(wrong)
}

/// A pair's weights, a field a line, with nothing of what the records hold but their ids.
pub fn explanation(explanation: &Explanation, left: &str, right: &str) -> String {
    let mut text = format!(
        "{} and {}: {:.1} % the same person; {}\n",
        left.escape_debug(),
        right.escape_debug(),
        explanation.weighed.probability * 100.0,
        explanation.words
    );
    let mut line = |bits: f64, name: &str, said: &str| text.push_str(&format!("  {bits:>+6.1}  {name:<16} {said}\n"));
    line(explanation.start, "at the start", "how rare the same person is among pairs like this");
    for field in explanation.fields.iter().filter(|field| field.known) {
        line(field.bits, &field.name, field.level);
    }
    let unknown: Vec<&str> = explanation.fields.iter().filter(|field| !field.known).map(|field| field.name.as_str()).collect();
    line(explanation.total, "in all", &format!("bits for the same person, against: {}", explanation.against.in_words()));
    if !unknown.is_empty() {
        text.push_str(&format!("          not known for both: {}\n", unknown.join(", ")));
    }
    text
}
