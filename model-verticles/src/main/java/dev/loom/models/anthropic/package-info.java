/// Anthropic's Messages API.
///
/// Entry point: [dev.loom.models.anthropic.AnthropicMessages], a protocol for
/// `dev.loom.models.http`, which does the I/O and error handling. Signed reasoning is stored and
/// sent back unchanged.
package dev.loom.models.anthropic;
