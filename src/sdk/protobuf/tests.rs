use super::*;

#[test]
fn texts_are_no_messages() {
    for text in ["", "\n", "\nname: a.b\n", "{\"id\": {}}", "# comment\ntype: x\n"] {
        assert_eq!(protobuf(text.as_bytes()), Protobuf::Unknown, "{text:?}");
    }
}

#[test]
fn a_template_of_two_fields() {
    // id {resource_type TASK, name "t"}, type "python"
    let template = b"\x0a\x05\x08\x01\x22\x01t\x12\x06python";
    let Protobuf::Text(text) = protobuf(template) else { panic!("a TaskTemplate") };
    let found: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found, serde_json::json!({"id": {"resourceType": "TASK", "name": "t"}, "type": "python"}));
    let mut spec = vec![0x0a, template.len() as u8];
    spec.extend_from_slice(template);
    let Protobuf::Text(text) = protobuf(&spec) else { panic!("a TaskSpec") };
    assert!(text.contains("\"template\""), "{text}");
    for cut in 1..spec.len() {
        let read = protobuf(&spec[..cut]);
        assert!(!matches!(read, Protobuf::Text(_)), "{cut}: {read:?}");
        assert!(protobuf_fault(&spec[..cut]).is_some(), "{cut}");
    }
}
