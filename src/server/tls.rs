//! Which cryptography TLS uses: the one provider that is compiled in, chosen once for the process.

/// Chooses ring for every TLS connection of this process. May be called again; only the first call does anything.
pub fn choose_provider() {
    // An error means that a provider has been chosen before, which is what is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
