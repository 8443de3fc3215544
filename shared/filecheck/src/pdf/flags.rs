//! Flags of a PDF for PDP's staff, and the names that set them.

/// Flags of a PDF for PDP's staff (E2). They never refuse a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PdfFlags {
    /// It has JavaScript, or a form that may carry scripts (XFA).
    pub javascript: bool,
    /// It has an action that starts a program or opens a file.
    pub launch: bool,
    /// It has embedded files, or media that are embedded as files.
    pub embedded_files: bool,
    /// It has an action that sends the filled-in form.
    pub submit_form: bool,
    /// It has an action that fills in a form from a file.
    pub import_data: bool,
    /// It has an action that opens another document.
    pub remote_document: bool,
    pub links: bool,
    /// It has films, sounds, three-dimensional models or other media that play.
    pub rich_media: bool,
    /// It has a form of the XML Forms Architecture.
    pub xfa: bool,
    /// Not all of it was understood, or it is encrypted.
    pub not_examinable: bool,
}

impl PdfFlags {
    /// There is nothing to know.
    pub const NONE: Self = Self {
        javascript: false,
        launch: false,
        embedded_files: false,
        submit_form: false,
        import_data: false,
        remote_document: false,
        links: false,
        rich_media: false,
        xfa: false,
        not_examinable: false,
    };

    /// Whether there is anything to know.
    pub fn any(self) -> bool {
        self != Self::NONE
    }

    /// Sets the flags of a name, which may be a key, the type of an action, or the target of a reference.
    pub(super) fn note(&mut self, name: &[u8]) {
        match name {
            b"JavaScript" | b"JS" | b"OnInstantiate" => self.javascript = true,
            b"XFA" => (self.xfa, self.javascript) = (true, true),
            b"Launch" => self.launch = true,
            b"EmbeddedFile" | b"EmbeddedFiles" | b"EF" | b"FileAttachment" => self.embedded_files = true,
            b"GoToE" => (self.remote_document, self.embedded_files) = (true, true),
            b"GoToR" => self.remote_document = true,
            b"SubmitForm" => self.submit_form = true,
            b"ImportData" => self.import_data = true,
            b"URI" | b"URL" => self.links = true,
            b"RichMedia" | b"RichMediaExecute" | b"Rendition" | b"Movie" => {
                (self.rich_media, self.embedded_files) = (true, true);
            }
            b"Sound" | b"3D" => self.rich_media = true,
            _ => {}
        }
    }
}
