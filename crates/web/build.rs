//! Compiles the styles, names every file after its content, compresses it and writes the table that `src/assets.rs` includes.
//! Never calls npm: `node_modules` must be there.

use std::error::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() {
    if let Err(error) = build() {
        // Cargo shows what a failed build script writes here.
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn build() -> Outcome<()> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let root = here.join("../..");
    for watched in ["styles", "scripts", "images", "../../package-lock.json"] {
        println!("cargo::rerun-if-changed={watched}");
    }

    let modules = root.join("node_modules");
    let frontend = modules.join("govuk-frontend/dist/govuk/govuk-frontend.min.js");
    if !frontend.is_file() || !modules.join("sass").is_dir() {
        return Err("The styles need `node_modules`, which is missing or incomplete: run `npm ci` in the folder of package.json.".into());
    }

    let mut table = Table { out, rows: String::new(), names: String::new() };
    let styles = compiled(&modules, &here.join("styles/main.scss"))?;
    table.add("STYLESHEET", "Where the styles are.", "onedoor.css", "text/css; charset=utf-8", &styles)?;
    let about = "Where GOV.UK Frontend's own module is, which `SCRIPT` imports; a page may preload it.";
    let module =
        table.add("FRONTEND", about, "govuk-frontend.js", JAVASCRIPT, without_source_map(&fs::read_to_string(&frontend)?).as_bytes())?;
    let passkeys = fs::read(here.join("scripts/passkeys.js"))?;
    let passkeys =
        table.add("PASSKEYS", "Where the module for passkeys is, which `SCRIPT` imports.", "passkeys.js", JAVASCRIPT, &passkeys)?;
    let keys = fs::read(here.join("scripts/keys.js"))?;
    let keys =
        table.add("KEYS", "Where the module for keys that choose an answer is, which `SCRIPT` imports.", "keys.js", JAVASCRIPT, &keys)?;
    let own = fs::read_to_string(here.join("scripts/onedoor.js"))?
        .replace("/govuk-frontend.js", module.trim_start_matches("/assets"))
        .replace("/passkeys.js", passkeys.trim_start_matches("/assets"))
        .replace("/keys.js", keys.trim_start_matches("/assets"));
    table.add("SCRIPT", "Where the script is, to be loaded as a module.", "onedoor.js", JAVASCRIPT, own.as_bytes())?;
    table.add("ICON", "Where the icon is.", "icon.svg", "image/svg+xml", &fs::read(here.join("images/icon.svg"))?)?;

    let inline = fs::read_to_string(here.join("scripts/supported.js"))?;
    let inline = inline.trim();
    let digest = format!("sha256-{}", base64(&Sha256::digest(inline)));
    table.name("INLINE_SCRIPT", "The one inline line, first in the body: it tells the styles that scripts run.", inline);
    table.name("INLINE_SCRIPT_HASH", "What a content security policy calls `INLINE_SCRIPT`; it stands in single quotes there.", &digest);
    table.write()
}

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// What `src/assets.rs` includes, as it grows.
struct Table {
    out: PathBuf,
    rows: String,
    names: String,
}

impl Table {
    /// Writes a file and its compressed twin, names it after its content and returns the path it is served at.
    fn add(&mut self, name: &str, about: &str, file: &str, content_type: &str, bytes: &[u8]) -> Outcome<String> {
        let plain = self.out.join(file);
        let compressed = self.out.join(format!("{file}.gz"));
        fs::write(&plain, bytes)?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes)?;
        fs::write(&compressed, encoder.finish()?)?;
        let hash: String = Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let (stem, extension) = file.rsplit_once('.').ok_or("An asset needs an extension.")?;
        let path = format!("/assets/{stem}-{hash}.{extension}");
        self.rows.push_str(&format!(
            "    Asset {{ path: {path:?}, content_type: {content_type:?}, bytes: include_bytes!({plain:?}), gzip: include_bytes!({compressed:?}) }},\n"
        ));
        self.name(name, about, &path);
        Ok(path)
    }

    fn name(&mut self, name: &str, about: &str, value: &str) {
        self.names.push_str(&format!("/// {about}\npub const {name}: &str = {value:?};\n"));
    }

    fn write(self) -> Outcome<()> {
        let code = format!("const ASSETS: &[Asset] = &[\n{}];\n{}", self.rows, self.names);
        Ok(fs::write(self.out.join("assets.rs"), code)?)
    }
}

/// The styles as one compressed sheet.
fn compiled(modules: &Path, main: &Path) -> Outcome<Vec<u8>> {
    let sass = Command::new("node")
        .arg(modules.join("sass/sass.js"))
        .args(["--style=compressed", "--quiet-deps", "--no-source-map", "--no-charset"])
        .arg(format!("--load-path={}", modules.display()))
        .arg(main)
        .output()
        .map_err(|error| format!("The styles need `node` (version 18.20 or later), which could not be started: {error}."))?;
    if sass.status.success() { Ok(sass.stdout) } else { Err(String::from_utf8_lossy(&sass.stderr).into()) }
}

/// Its end names a source map, which is not served.
fn without_source_map(script: &str) -> &str {
    script.split_once("//# sourceMappingURL=").map_or(script, |(script, _)| script)
}

/// RFC 4648 with padding, for the one digest a policy needs.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |bits: u32| LETTERS.get(bits as usize & 63).map_or('=', |letter| char::from(*letter));
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(three.get(at).copied().unwrap_or(0)));
        let filled = [18, 12, 6, 0].into_iter().take(three.len() + 1).map(|shift| letter(bits >> shift));
        text.extend(filled.chain(std::iter::repeat('=')).take(4));
    }
    text
}
