//! How large a file may be.

use crate::fault::Fault;

/// The limits of E2 and C4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub max_bytes: u64,
    /// An image must have fewer pixels than this.
    pub max_pixels: u64,
}

impl Default for Limits {
    /// 25MB (26,214,400 bytes, C4) and 50 megapixels (E2).
    fn default() -> Self {
        Self { max_bytes: 26_214_400, max_pixels: 50_000_000 }
    }
}

impl Limits {
    pub(crate) fn check_pixels(&self, width: u32, height: u32) -> Result<(), Fault> {
        // Two 32-bit numbers cannot overflow 64 bits.
        if u64::from(width) * u64::from(height) >= self.max_pixels {
            return Err(Fault::TooManyPixels { width, height });
        }
        Ok(())
    }
}
