/// Keeps configured secrets out of journals, streams and recordings.
///
/// Entry point: [dev.loom.bus.secret.Secrets], which every [dev.loom.bus.Bus] of an engine knows.
package dev.loom.bus.secret;
