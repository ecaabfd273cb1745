use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

const TEMPLATE: &[u8] = b"\x0a\x05\x08\x01\x22\x01t\x12\x06python";

fn tgz(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *content).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

#[test]
fn files_of_an_archive() {
    let long = format!("{}_1.pb", "x".repeat(180));
    let bytes = tgz(&[("1_b_1.pb", TEMPLATE), (&long, TEMPLATE), ("fast0.tar.gz", b"\x1f\x8b"), ("2_c_1.pb", b"\x0a")]);
    let Some(Ok(Binary::Package(files))) = binary(&bytes) else { panic!("an archive") };
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["1_b_1.pb", "2_c_1.pb", "fast0.tar.gz", &long]);
    assert!(matches!(&files[0].1, Ok(Some(text)) if text.contains("\"python\"")));
    assert!(files[1].1.is_err());
    assert_eq!(files[2].1, Ok(None));
}

#[test]
fn what_is_no_archive_says_so() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&[b'x'; 2000]).unwrap();
    for bytes in [gzip.finish().unwrap(), b"\x1f\x8b".to_vec(), b"\x1f\x8bgarbage".to_vec()] {
        let found = binary(&bytes).unwrap().unwrap_err();
        assert_eq!(found.code, "file/archive");
    }
}

#[test]
fn a_bomb_is_refused() {
    let mut header = tar::Header::new_gnu();
    header.set_size(1 << 40);
    header.set_path("bomb.pb").unwrap();
    header.set_cksum();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(header.as_bytes()).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..65 {
        gzip.write_all(&zeros).unwrap();
    }
    assert_eq!(binary(&gzip.finish().unwrap()).unwrap().unwrap_err().code, "file/too-large");
}

#[test]
fn texts_are_left_to_others() {
    for text in ["type: python\n", "{}", "\n", "", "# \u{e9}\n"] {
        assert_eq!(binary(text.as_bytes()), None);
    }
}
