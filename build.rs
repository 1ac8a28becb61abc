//! Migrations become a part of the program, so a new one has to have it compiled again.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
