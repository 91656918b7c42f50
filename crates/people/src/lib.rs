//! A person: names, ways of contact, whether each is safe, needs, languages.
