//! Writes an XLSX file row by row: text cells, a frozen header, columns as wide as their first rows. Must not know what the
//! columns mean, nor how long a cell may be.
//!
//! Rows go through the compressor at once, so memory does not grow with them. The constant-memory mode of
//! `rust_xlsxwriter` would first write all rows uncompressed to a second file, some ten times as large, and panics where
//! the disk is full. Strings are inline, as Apache POI streams them: a table of shared strings would need every string in
//! memory.

use std::io::{self, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::xml::push_text;

/// Widest column, in widths of a digit: half a screen, so that the other columns stay visible.
const WIDTH_MAX: usize = 40;
/// Narrowest column: a header of two Han characters fits.
const WIDTH_MIN: usize = 8;
/// Rows that are measured for the widths, which precede the rows in the file: enough to be typical.
const SAMPLE_ROWS: usize = 200;
/// Bytes of rows at which the measuring ends early, so that long cells do not fill the memory.
const SAMPLE_BYTES: usize = 1024 * 1024;
/// Bytes of rows that are compressed together.
const CHUNK_BYTES: usize = 64 * 1024;
/// Most columns of a sheet, by the format.
const COLUMNS_MAX: usize = 16_384;

/// The styles of cells, by their index in `STYLES`.
const TEXT: &str = "1";
const HEADER: &str = "2";

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const MEDIA: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// Three styles: the default, text, and text of the header. The number format 49 is "text", so that Excel does not convert
/// values that are typed into the file later. The first two fills are fixed by the format.
const STYLES: &str = "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>\
    <font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>\
    <fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>\
    <fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE7F0EE\"/><bgColor indexed=\"64\"/></patternFill></fill></fills>\
    <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
    <xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"49\" fontId=\"1\" fillId=\"2\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\"/>\
    </cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

/// The size at which the rows continue on another sheet.
#[derive(Debug, Clone, Copy)]
pub struct SheetLimits {
    /// Most rows, the header included.
    pub rows: usize,
    /// Most bytes before compression, with room for one more row.
    pub bytes: u64,
}

impl SheetLimits {
    /// The rows of the format, and bytes that fit the 32-bit sizes of a zip, beyond which some programs cannot read.
    pub const FORMAT: Self = Self { rows: 1_048_576, bytes: 2 * 1024 * 1024 * 1024 };
}

/// A column of every sheet.
struct SheetColumn {
    letters: String,
    header: String,
    width: usize,
}

/// A workbook that is being written.
pub struct WorkbookWriter<W: Write + Seek> {
    zip: ZipWriter<W>,
    name: String,
    limits: SheetLimits,
    columns: Vec<SheetColumn>,
    /// The number of sheets, the current one included.
    sheets: usize,
    /// Rows on the current sheet, the header included.
    rows: usize,
    /// Bytes of the current sheet that are compressed already.
    bytes: u64,
    /// Whether the current sheet is begun in the file. The first one is not while its rows are measured.
    begun: bool,
    /// Rows that are not compressed yet.
    xml: Vec<u8>,
}

impl<W: Write + Seek> WorkbookWriter<W> {
    /// Begins a workbook. `name` names its first sheet; the following ones have a number after it. `mark` replaces the last
    /// header if there are more columns than a sheet holds.
    pub fn new<'a>(
        out: W,
        name: &str,
        headers: impl IntoIterator<Item = &'a str>,
        mark: &str,
        limits: SheetLimits,
    ) -> Self {
        let mut headers: Vec<&str> = headers.into_iter().collect();
        if headers.len() > COLUMNS_MAX {
            headers.truncate(COLUMNS_MAX - 1);
            headers.push(mark);
        }
        let column = |(at, header): (usize, &str)| SheetColumn {
            letters: letters(at),
            header: header.to_owned(),
            width: width(header) + 2,
        };
        let columns = headers.into_iter().enumerate().map(column).collect();
        let mut writer = Self {
            zip: ZipWriter::new(out),
            name: name.to_owned(),
            limits,
            columns,
            sheets: 1,
            rows: 0,
            bytes: 0,
            begun: false,
            xml: Vec::with_capacity(2 * CHUNK_BYTES),
        };
        writer.push_header();
        writer
    }

    /// Appends a row.
    pub fn push(&mut self, cells: &[impl AsRef<str>]) -> io::Result<()> {
        if self.rows >= self.limits.rows || self.bytes >= self.limits.bytes {
            self.end_sheet()?;
            self.sheets += 1;
            self.rows = 0;
            self.push_header();
        }
        self.rows += 1;
        push_row(&mut self.xml, self.rows, &self.columns, cells.iter().map(AsRef::as_ref), TEXT);
        if self.begun {
            return if self.xml.len() >= CHUNK_BYTES { self.flush() } else { Ok(()) };
        }
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.width = column.width.max(width(cell.as_ref()) + 1);
        }
        if self.rows > SAMPLE_ROWS || self.xml.len() > SAMPLE_BYTES { self.begin_sheet() } else { Ok(()) }
    }

    /// Ends the workbook.
    pub fn finish(mut self) -> io::Result<()> {
        self.end_sheet()?;
        let numbers = || 1..=self.sheets;
        let types: String = numbers().map(|n| part(&format!("/xl/worksheets/sheet{n}.xml"), "worksheet")).collect();
        let types = format!("{}{}{types}", part("/xl/workbook.xml", "sheet.main"), part("/xl/styles.xml", "styles"));
        let sheets: String = numbers().map(|n| self.sheet_entry(n)).collect();
        let links: String =
            numbers().map(|n| relation(&format!("rId{n}"), "worksheet", &format!("worksheets/sheet{n}.xml"))).collect();
        let links = format!("{links}{}", relation("rIdStyles", "styles", "styles.xml"));
        let relations = format!("Relationships xmlns=\"{PACKAGE}/relationships\"");
        let defaults = "<Default Extension=\"rels\" \
            ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
            <Default Extension=\"xml\" ContentType=\"application/xml\"/>";
        self.add("[Content_Types].xml", &format!("Types xmlns=\"{PACKAGE}/content-types\""), &[defaults, &types])?;
        self.add("_rels/.rels", &relations, &[&relation("rId1", "officeDocument", "xl/workbook.xml")])?;
        self.add("xl/_rels/workbook.xml.rels", &relations, &[&links])?;
        let head = format!("workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"");
        self.add("xl/workbook.xml", &head, &["<bookViews><workbookView/></bookViews><sheets>", &sheets, "</sheets>"])?;
        self.add("xl/styles.xml", &format!("styleSheet xmlns=\"{MAIN}\""), &[STYLES])?;
        self.zip.finish()?.flush()
    }

    fn push_header(&mut self) {
        self.rows += 1;
        let headers = self.columns.iter().map(|column| column.header.as_str());
        push_row(&mut self.xml, self.rows, &self.columns, headers, HEADER);
    }

    /// Begins the current sheet in the file; from here on its columns have their widths.
    fn begin_sheet(&mut self) -> io::Result<()> {
        self.zip.start_file(format!("xl/worksheets/sheet{}.xml", self.sheets), options())?;
        write!(
            self.zip,
            "{XML}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" \
             topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>"
        )?;
        for (number, column) in (1..).zip(&self.columns) {
            // The file's widths include the margins of a cell, which are 5 pixels beside digits of 7.
            let width = column.width.clamp(WIDTH_MIN, WIDTH_MAX);
            let number: u32 = number;
            write!(
                self.zip,
                "<col min=\"{number}\" max=\"{number}\" width=\"{width}.7109375\" style=\"{TEXT}\" customWidth=\"1\"/>"
            )?;
        }
        self.zip.write_all(b"</cols><sheetData>")?;
        self.begun = true;
        self.flush()
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        if !self.begun {
            self.begin_sheet()?;
        }
        self.flush()?;
        self.zip.write_all(b"</sheetData></worksheet>")?;
        self.begun = false;
        self.bytes = 0;
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.write_all(&self.xml)?;
        self.bytes += self.xml.len() as u64;
        self.xml.clear();
        Ok(())
    }

    fn sheet_entry(&self, number: usize) -> String {
        let suffix = if number > 1 { number.to_string() } else { String::new() };
        let mut name = Vec::new();
        push_text(&mut name, &format!("{}{suffix}", self.name));
        let name = String::from_utf8_lossy(&name).into_owned();
        format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>")
    }

    /// Adds a small part: a root element with its content.
    fn add(&mut self, name: &str, root: &str, content: &[&str]) -> io::Result<()> {
        self.zip.start_file(name, options())?;
        let tag = root.split(' ').next().unwrap_or(root);
        write!(self.zip, "{XML}<{root}>{}</{tag}>", content.concat())
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

fn part(path: &str, kind: &str) -> String {
    format!("<Override PartName=\"{path}\" ContentType=\"{MEDIA}.{kind}+xml\"/>")
}

fn relation(id: &str, kind: &str, target: &str) -> String {
    format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
}

/// Empty cells are left out: their column has the style of text.
fn push_row<'a>(
    xml: &mut Vec<u8>,
    row: usize,
    columns: &[SheetColumn],
    cells: impl Iterator<Item = &'a str>,
    style: &str,
) {
    let row = row.to_string();
    push_all(xml, &["<row r=\"", &row, "\">"]);
    for (column, cell) in columns.iter().zip(cells) {
        if cell.is_empty() {
            continue;
        }
        // Without this attribute, programs remove spaces and line breaks at both ends.
        let outer_space = cell.starts_with(char::is_whitespace) || cell.ends_with(char::is_whitespace);
        let space = if outer_space { " xml:space=\"preserve\"" } else { "" };
        push_all(xml, &["<c r=\"", &column.letters, &row, "\" s=\"", style, "\" t=\"inlineStr\"><is><t", space, ">"]);
        push_text(xml, cell);
        xml.extend_from_slice(b"</t></is></c>");
    }
    xml.extend_from_slice(b"</row>");
}

fn push_all(xml: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        xml.extend_from_slice(part.as_bytes());
    }
}

/// The letters of a column, counted from 0: A, B, … Z, AA.
fn letters(column: usize) -> String {
    let mut left = column + 1;
    let mut letters = Vec::new();
    while left > 0 {
        left -= 1;
        let letter = u8::try_from(left % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        left /= 26;
    }
    letters.iter().rev().collect()
}

/// The displayed width: a Han character is as wide as two digits.
fn width(text: &str) -> usize {
    let longest = text.lines().map(|line| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum());
    longest.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, SeekFrom};

    use calamine::{Reader as _, Xlsx};

    use super::*;

    /// A disk with room for some bytes.
    struct FullDisk {
        room: usize,
        content: Cursor<Vec<u8>>,
    }

    impl Write for FullDisk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.room = self.room.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            self.content.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for FullDisk {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.content.seek(to)
        }
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let write = |room| {
            let disk = FullDisk { room, content: Cursor::default() };
            let mut book = WorkbookWriter::new(disk, "报名", ["电话"], "", SheetLimits::FORMAT);
            for row in 0..100_000_u64 {
                book.push(&[(row * 7_919 % 100_003).to_string()])?;
            }
            book.finish()
        };
        for room in [0, 10, 100, 10_000, 100_000] {
            let failed = write(room).map_err(|why| why.kind());
            assert_eq!(failed, Err(io::ErrorKind::StorageFull), "{room}");
        }
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 701, 702, COLUMNS_MAX - 1].map(letters), ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn the_last_header_marks_that_columns_are_missing() {
        let mut out = Cursor::new(Vec::new());
        let headers = vec!["列"; COLUMNS_MAX + 1];
        let mut book = WorkbookWriter::new(&mut out, "岗位", headers.iter().copied(), "…", SheetLimits::FORMAT);
        book.push(&headers).and_then(|()| book.finish()).expect("memory can be written");
        let range = Xlsx::new(out).expect("a workbook").worksheet_range("岗位").expect("a sheet");
        assert_eq!(range.width(), COLUMNS_MAX);
        assert_eq!([2, 1].map(|back| range[(0, COLUMNS_MAX - back)].to_string()), ["列", "…"]);
    }
}
