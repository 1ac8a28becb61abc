//! The countries a parcel may go to, and what each calls the parts of an address.

/// ISO 3166-1 alpha-2 and English name, by name.
const COUNTRIES: &[(&str, &str)] = &[
    ("AD", "Andorra"),
    ("AR", "Argentina"),
    ("AU", "Australia"),
    ("AT", "Austria"),
    ("BE", "Belgium"),
    ("BR", "Brazil"),
    ("BG", "Bulgaria"),
    ("CA", "Canada"),
    ("CL", "Chile"),
    ("CO", "Colombia"),
    ("CR", "Costa Rica"),
    ("HR", "Croatia"),
    ("CY", "Cyprus"),
    ("CZ", "Czechia"),
    ("DK", "Denmark"),
    ("EE", "Estonia"),
    ("FI", "Finland"),
    ("FR", "France"),
    ("DE", "Germany"),
    ("GI", "Gibraltar"),
    ("GR", "Greece"),
    ("HK", "Hong Kong"),
    ("HU", "Hungary"),
    ("IS", "Iceland"),
    ("IN", "India"),
    ("ID", "Indonesia"),
    ("IE", "Ireland"),
    ("IL", "Israel"),
    ("IT", "Italy"),
    ("JP", "Japan"),
    ("KE", "Kenya"),
    ("KW", "Kuwait"),
    ("LV", "Latvia"),
    ("LI", "Liechtenstein"),
    ("LT", "Lithuania"),
    ("LU", "Luxembourg"),
    ("MY", "Malaysia"),
    ("MT", "Malta"),
    ("MX", "Mexico"),
    ("MC", "Monaco"),
    ("MA", "Morocco"),
    ("NL", "Netherlands"),
    ("NZ", "New Zealand"),
    ("NO", "Norway"),
    ("PE", "Peru"),
    ("PH", "Philippines"),
    ("PL", "Poland"),
    ("PT", "Portugal"),
    ("QA", "Qatar"),
    ("RO", "Romania"),
    ("SM", "San Marino"),
    ("RS", "Serbia"),
    ("SG", "Singapore"),
    ("SK", "Slovakia"),
    ("SI", "Slovenia"),
    ("ZA", "South Africa"),
    ("KR", "South Korea"),
    ("ES", "Spain"),
    ("SE", "Sweden"),
    ("CH", "Switzerland"),
    ("TW", "Taiwan"),
    ("TH", "Thailand"),
    ("TN", "Tunisia"),
    ("TR", "Türkiye"),
    ("UA", "Ukraine"),
    ("AE", "United Arab Emirates"),
    ("GB", "United Kingdom"),
    ("US", "United States"),
    ("UY", "Uruguay"),
    ("VN", "Vietnam"),
];

/// A country the shop can write on a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country(&'static (&'static str, &'static str));

impl Country {
    pub fn all() -> impl Iterator<Item = Country> {
        COUNTRIES.iter().map(Country)
    }

    /// By its two-letter code, in any case.
    pub fn find(code: &str) -> Option<Country> {
        COUNTRIES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(code.trim()))
            .map(Country)
    }

    pub fn code(self) -> &'static str {
        self.0.0
    }

    pub fn name(self) -> &'static str {
        self.0.1
    }

    /// The country that a browser's `Accept-Language` suggests: the region of the first entry that names one.
    pub fn from_accept_language(header: &str) -> Option<Country> {
        header.split(',').find_map(|entry| {
            let tag = entry.split(';').next()?.trim();
            tag.split('-')
                .skip(1)
                .find(|part| part.len() == 2)
                .and_then(Country::find)
        })
    }

    pub fn postal_label(self) -> &'static str {
        match self.code() {
            "US" | "PH" => "ZIP code",
            "GB" | "AU" | "NZ" | "ZA" => "Postcode",
            "IE" => "Eircode",
            _ => "Postal code",
        }
    }

    pub fn region_label(self) -> &'static str {
        match self.code() {
            "US" | "AU" | "IN" | "MX" | "BR" | "MY" => "State",
            "CA" | "IT" | "ES" | "AR" => "Province",
            "JP" => "Prefecture",
            "GB" | "IE" => "County",
            "CH" => "Canton",
            _ => "Region",
        }
    }

    pub fn needs_postal_code(self) -> bool {
        !matches!(
            self.code(),
            "AE" | "HK" | "QA" | "IE" | "CL" | "CO" | "PE" | "KE" | "CR" | "UY"
        )
    }

    pub fn needs_region(self) -> bool {
        matches!(self.code(), "US" | "CA" | "AU" | "JP" | "BR" | "MX" | "IN")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_country_is_guessed_from_the_browsers_languages() {
        let guess = |header| Country::from_accept_language(header).map(Country::code);
        assert_eq!(guess("de-AT,de;q=0.9,en-US;q=0.8"), Some("AT"));
        assert_eq!(guess("en,fr-CA;q=0.5"), Some("CA"));
        assert_eq!(guess("zh-Hant-TW"), Some("TW"));
        assert_eq!(guess("en"), None);
    }

    #[test]
    fn codes_are_unique() {
        let mut codes: Vec<_> = Country::all().map(Country::code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), COUNTRIES.len());
    }
}
