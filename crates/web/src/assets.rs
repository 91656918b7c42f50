//! The files every page needs, compiled in. Each is named after its content, so a browser may keep it for good.

/// A file a page needs.
pub struct Asset {
    /// Where it is served.
    pub path: &'static str,
    /// What it is.
    pub content_type: &'static str,
    /// The file.
    pub bytes: &'static [u8],
    /// The file, compressed as gzip.
    pub gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// How long a browser may keep an asset: as long as it likes, since a changed file has a changed name.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// The asset served at `path`, which begins with `/assets/`.
#[must_use]
pub fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn text(path: &str) -> &'static str {
        std::str::from_utf8(find(path).expect("an asset").bytes).expect("text")
    }

    #[test]
    fn every_asset_is_found_where_it_says_and_unpacks_to_itself() {
        for path in [STYLESHEET, FRONTEND, PASSKEYS, KEYS, SCRIPT, ICON] {
            let asset = find(path).expect(path);
            let mut unpacked = Vec::new();
            flate2::read::GzDecoder::new(asset.gzip).read_to_end(&mut unpacked).expect("gzip");
            assert_eq!(unpacked, asset.bytes, "{path}");
        }
        assert!(find("/assets/onedoor.css").is_none());
    }

    #[test]
    fn the_script_imports_the_module_that_is_served() {
        for module in [FRONTEND, PASSKEYS, KEYS] {
            let module = module.rsplit('/').next().expect("a file name");
            assert!(text(SCRIPT).contains(&format!("from \"./{module}\"")));
        }
    }

    #[test]
    fn the_styles_bring_neither_the_brand_nor_the_font_we_may_not_use() {
        for forbidden in ["#1d70b8", "GDS Transport", "@font-face", "govuk-crest", "url("] {
            assert!(!text(STYLESHEET).contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn scripts_write_no_markup() {
        for forbidden in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            assert!([FRONTEND, PASSKEYS, KEYS, SCRIPT].iter().all(|script| !text(script).contains(forbidden)), "{forbidden}");
        }
    }

    #[test]
    fn the_inline_line_has_the_hash_that_govuk_frontend_publishes() {
        assert_eq!(INLINE_SCRIPT_HASH, "sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw=");
    }
}
