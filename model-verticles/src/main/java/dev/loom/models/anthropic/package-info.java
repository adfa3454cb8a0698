/// Anthropic's messages.
///
/// [dev.loom.models.anthropic.AnthropicMessages] is a wire; what is sent and received, and what can
/// go wrong there, is the matter of `dev.loom.models.http`. Signed thinking is kept as it came and
/// sent back so.
package dev.loom.models.anthropic;
