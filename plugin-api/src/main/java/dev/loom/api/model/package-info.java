/// API for model providers: implement [dev.loom.api.model.ModelProvider].
///
/// The records define the common form of a conversation, independent of any provider's protocol.
/// The engine's router, not the provider, selects the model for a subtask.
package dev.loom.api.model;
