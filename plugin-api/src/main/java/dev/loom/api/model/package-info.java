/// The promise to model providers: implement [dev.loom.api.model.ModelProvider].
///
/// The records here are the one shape of a conversation inside Loom, whatever a provider's wire
/// looks like. A provider never decides which model a subtask gets; the router does.
package dev.loom.api.model;
