//! The command line of Atelier.

fn main() -> std::process::ExitCode {
    atelier::server::cli::main()
}
