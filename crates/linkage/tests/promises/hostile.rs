//! Nothing that comes in a field makes the engine fail.

use linkage::{
    Field, FieldKind, Files, Layout, LayoutFault, Model, NamePart, Register, Thresholds, clusters, in_file_order, one_to_one, verdict,
};
use proptest::prelude::*;

use crate::any_text::{any_record, hostile, lent};

fn any_field() -> impl Strategy<Value = Field> {
    let part = prop::option::of(prop::sample::select(NamePart::ALL.to_vec()));
    (hostile(), prop::sample::select(FieldKind::ALL.to_vec()), part).prop_map(|(heading, kind, part)| Field { heading, kind, part })
}

fn any_layout() -> impl Strategy<Value = Layout> {
    prop::collection::vec(any_field(), 1..20).prop_filter_map("no more than fit", |fields| Layout::new(fields).ok())
}

/// Everything that can be done with records, done.
fn go_through(layout: &Layout, records: &[Vec<String>]) {
    let (register, incoming) = records.split_at(records.len() / 2);
    for incoming in [incoming, &[]] {
        let mut files = if incoming.is_empty() { Files::of_one(layout.clone()) } else { Files::new(layout.clone()) };
        register.iter().for_each(|record| files.register(lent(record)));
        incoming.iter().for_each(|record| files.incoming(lent(record)));
        let pairs = files.pairs(None);
        let model = files.train(&pairs);
        assert_eq!(Model::read(&model.to_text()).unwrap().suited(layout).unwrap().to_text(), model.to_text());
        let mut links: Vec<_> = pairs.weighed(&model).map(|(pair, weighed)| linkage::Link::of(pair, &weighed)).collect();
        in_file_order(&mut links);
        one_to_one(&links);
        assert_eq!(clusters(&links, 0.9, records.len()).len(), records.len());
        assert!(links.iter().all(|link| (0.0..=1.0).contains(&link.probability)));
    }
    let mut known = Register::new(layout, Model::untrained(layout));
    for (id, record) in (0..).zip(records) {
        known.put(id, &[&lent(record), &[]]);
        verdict(&known.best(&lent(record), 3), &Thresholds::default());
    }
    known.pack();
    for (id, record) in (0..).zip(records) {
        let told = known.explain(&lent(record), &lent(&records[0]));
        assert!((0.0..=1.0).contains(&told.weighed.probability));
        known.best(&lent(record), usize::MAX);
        assert!(known.remove(id));
    }
    assert!(known.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_value_in_any_layout_is_taken(layout in any_layout(), records in prop::collection::vec(prop::collection::vec(hostile(), 0..26), 2..8)) {
        go_through(&layout, &records);
    }

    #[test]
    fn any_value_of_a_person_is_taken(records in prop::collection::vec(any_record(), 2..12)) {
        go_through(&Layout::person(), &records);
    }

    #[test]
    fn what_is_no_model_is_refused_and_never_fatal(text in hostile(), at in 0..4_000_usize) {
        let _ = Model::read(&text);
        let mut shipped = Model::uk().to_text();
        let at = (0..=at).rev().find(|at| shipped.is_char_boundary(*at)).unwrap();
        shipped.insert_str(at, &text);
        let _ = Model::read(&shipped);
        shipped.truncate(at);
        prop_assert!(Model::read(&shipped).is_err());
    }
}

#[test]
fn values_of_more_than_64_kilobytes_are_taken() {
    let wide = 70_000;
    let long = [
        "a".repeat(wide),
        "é".repeat(wide),
        "1".repeat(wide),
        "\0".repeat(wide),
        "e\u{301}\u{302}".repeat(wide),
        "ab ".repeat(wide),
        "a-".repeat(wide),
        "1/2/1980 ".repeat(wide / 8),
        "م".repeat(wide),
        format!("{}@example.org", "a".repeat(wide)),
        "ann@example.org,".repeat(wide / 8),
        "Flat 1, 12 High Street, ".repeat(wide / 8),
        "+44 7700 900123 ".repeat(wide / 8),
    ];
    let kinds = FieldKind::ALL.into_iter().map(|kind| Field::of("value", kind));
    let parts = [NamePart::Given, NamePart::Middle, NamePart::Family].into_iter();
    let names = parts.map(|part| Field { heading: "name".to_owned(), kind: FieldKind::Name, part: Some(part) });
    let split = Layout::new(names.chain(kinds.clone()).collect()).unwrap();
    let whole = Layout::new(kinds.collect()).unwrap();
    let records: Vec<Vec<String>> = long.iter().map(|value| vec![value.clone(); 13]).collect();
    for layout in [whole, split] {
        go_through(&layout, &records);
    }
}

#[test]
fn a_field_that_a_layout_takes_is_compared() {
    let field = |number: u32, kind| Field { heading: format!("field {number}"), kind, part: None };
    let texts = |count| (0..count).map(|number| field(number, FieldKind::Text)).collect::<Vec<_>>();
    assert_eq!(Layout::new(texts(17)), Err(LayoutFault::TooMany(17, 16)));
    assert_eq!(Layout::new(Vec::new()), Err(LayoutFault::Nothing));
    for (which, fields) in [("a name without a part", vec![field(0, FieldKind::Name)]), ("as many texts as fit", texts(16))] {
        let layout = Layout::new(fields).unwrap();
        let count = layout.fields().len();
        let register: Register<u32> = Register::new(&layout, Model::untrained(&layout));
        for place in 0..count {
            let mut values = vec![""; count];
            values[place] = "Penrhyndeudraeth";
            let told = register.explain(&values, &values);
            assert!(told.fields.iter().any(|field| field.known), "{which}: field {place} is taken and then left out unsaid");
        }
    }
}
