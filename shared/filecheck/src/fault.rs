//! Why a file is refused: a closed list with stable codes (E3). Must not hold words for users.

use thiserror::Error;

/// Why a file is refused: its first fault, in the order of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Fault {
    #[error("empty")]
    Empty,
    /// More bytes than [`Limits::max_bytes`](crate::Limits::max_bytes). Nothing was read.
    #[error("too large")]
    TooLarge,
    /// It does not start like a JPEG, PNG or PDF.
    #[error("not a JPEG, PNG or PDF")]
    WrongType,
    /// It ends too early.
    #[error("truncated: {}", .0.code())]
    Truncated(Part),
    /// It breaks the rules of its format.
    #[error("malformed: {}", .0.code())]
    Malformed(Flaw),
    /// Another format is hidden in it.
    #[error("second format: {}", .0.code())]
    SecondFormat(Foreign),
    /// It does not open without a password, or without a certificate.
    #[error("needs a password")]
    NeedsPassword,
    /// The image has as many pixels as [`Limits::max_pixels`](crate::Limits::max_pixels), or more.
    #[error("too many pixels: {width} by {height}")]
    TooManyPixels {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
}

impl Fault {
    /// The stable code of the kind, snake case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::WrongType => "wrong_type",
            Self::Truncated(_) => "truncated",
            Self::Malformed(_) => "malformed",
            Self::SecondFormat(_) => "second_format",
            Self::NeedsPassword => "needs_password",
            Self::TooManyPixels { .. } => "too_many_pixels",
        }
    }

    /// The stable code of the detail, for logs and support; none when the kind says everything.
    pub const fn detail(self) -> Option<&'static str> {
        match self {
            Self::Empty
            | Self::TooLarge
            | Self::WrongType
            | Self::NeedsPassword
            | Self::TooManyPixels { .. } => None,
            Self::Truncated(part) => Some(part.code()),
            Self::Malformed(flaw) => Some(flaw.code()),
            Self::SecondFormat(foreign) => Some(foreign.code()),
        }
    }
}

/// Makes a closed list with a stable code for each value.
macro_rules! details {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $variant:ident = $code:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$item_doc])* $variant,)+ }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable code, snake case.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }
    };
}

details! {
    /// Where a file ends although it should go on.
    Part {
        /// The source held fewer bytes than it said.
        Source = "source";
        /// In a JPEG marker or segment, or before EOI.
        JpegSegment = "jpeg_segment";
        /// In the compressed data of a JPEG scan.
        JpegScan = "jpeg_scan";
        PngChunk = "png_chunk";
        /// Before `IEND` of a PNG.
        PngEnd = "png_end";
        /// There is no `%%EOF` in a PDF, or more of the document after the last one.
        PdfEnd = "pdf_end";
    }
}

details! {
    /// The rule of its format that a file breaks.
    Flaw {
        /// Something follows the end of the format.
        DataAfterEnd = "data_after_end";
        /// A film follows the end of a picture, as in a phone's photo with a recorded moment.
        VideoAfterEnd = "video_after_end";
        /// A byte that is no marker, or a marker in the wrong place.
        JpegMarker = "jpeg_marker";
        /// A segment shorter than its own length field, or of a length its kind cannot have.
        JpegSegmentLength = "jpeg_segment_length";
        /// No frame header, a second one, or one with impossible values.
        JpegFrame = "jpeg_frame";
        /// No scan, a scan before the frame, or one without data.
        JpegScan = "jpeg_scan";
        /// `IHDR` is not first, or has impossible values.
        PngHeader = "png_header";
        /// A chunk type that is not four letters, or an unknown critical chunk.
        PngChunkType = "png_chunk_type";
        /// A chunk length beyond 2^31 - 1, or one that its type cannot have.
        PngChunkLength = "png_chunk_length";
        /// Critical chunks out of order, repeated or missing.
        PngChunkOrder = "png_chunk_order";
        /// A chunk's checksum does not match.
        PngChecksum = "png_checksum";
        /// No version from 1.0 to 1.7 or 2.0 after `%PDF-`.
        PdfVersion = "pdf_version";
        /// No object, or no `/Root`.
        PdfObjects = "pdf_objects";
        /// A stream without `endstream`.
        PdfStream = "pdf_stream";
        /// `%%EOF` without `startxref` and an offset inside the file before it.
        PdfTrailer = "pdf_trailer";
    }
}

details! {
    /// A format hidden in another.
    Foreign {
        /// ZIP, and formats based on it: Office files, Java archives, Android packages.
        Zip = "zip";
        Rar = "rar";
        /// A tar archive.
        Tar = "tar";
        /// An image of a disk: ISO 9660, UDF, macOS.
        DiskImage = "disk_image";
        /// 7-Zip.
        SevenZip = "seven_zip";
        /// A program for Windows, Linux or macOS, or a Java class.
        Program = "program";
        /// An OLE compound file: older Office files, installers.
        Ole = "ole";
        /// A PDF in an image.
        Pdf = "pdf";
        /// A PNG in a JPEG.
        Png = "png";
        /// A JPEG in a PNG, outside its Exif data and its Content Credentials.
        Jpeg = "jpeg";
        /// A GIF in an image.
        Gif = "gif";
        /// HTML, SVG or PHP in an image, or before the first object of a PDF.
        Markup = "markup";
    }
}
