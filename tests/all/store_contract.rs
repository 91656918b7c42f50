use testkit::databases::on_both;

#[test]
fn a_change_is_kept_whole_or_not_at_all() {
    on_both(|scratch| {
        let count = |db: &store::Db| db.read_now(|c| c.one::<i64>("SELECT count(*) FROM settings", &[])).unwrap();
        let set = "INSERT INTO settings (name, value) VALUES ($1, $2)";
        scratch.db.write_now(move |tx| tx.execute_one(set, &[&"a", &"1"])).unwrap();
        let broken = scratch.db.write_now(move |tx| {
            tx.execute_one(set, &[&"b", &"1"])?;
            tx.execute_one(set, &[&"a", &"again"])
        });
        assert!(matches!(broken, Err(store::Error::Conflict(_))), "{broken:?}");
        assert_eq!(count(&scratch.db), 1);
    });
}
