//! The profiles that come with the program.

use profile::Profile;

#[test]
fn every_shipped_profile_loads() {
    let names: Vec<&str> = Profile::shipped_names().collect();
    for wanted in ["example", "lincolnshire", "hampshire", "dorset", "cambridgeshire", "north-yorkshire", "merseyside", "sussex"] {
        assert!(names.contains(&wanted), "{wanted} is not shipped");
    }
    for name in names {
        let profile = Profile::shipped(name).unwrap().unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(profile.name, name);
    }
}
