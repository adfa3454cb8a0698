package dev.loom.orchestrator.loop;

import dev.loom.api.model.Message;
import java.util.ArrayList;
import java.util.List;

/// Represents what an attempt and its models have said. An attempt may start with the conversation
/// of an earlier one and continue it.
///
/// @param messages the model's messages, tool outputs and later user instructions
/// @param pendingInstructions instructions not yet part of the messages
public record Conversation(List<Message> messages, List<String> pendingInstructions) {
  public static final Conversation EMPTY = new Conversation(List.of(), List.of());

  public Conversation {
    messages = List.copyOf(messages);
    pendingInstructions = List.copyOf(pendingInstructions);
  }

  Conversation plus(List<? extends Message> more) {
    var combined = new ArrayList<>(messages);
    combined.addAll(more);
    return new Conversation(combined, pendingInstructions);
  }

  /// Adds an instruction that the model gets with its next turn.
  Conversation plusInstruction(String instruction) {
    var combined = new ArrayList<>(pendingInstructions);
    combined.add(instruction);
    return new Conversation(messages, combined);
  }

  /// Makes the pending instructions messages.
  Conversation withInstructionsDelivered() {
    var delivered =
        plus(
            pendingInstructions.stream()
                .map(text -> new Message.User("New instruction from the user: " + text))
                .toList());
    return new Conversation(delivered.messages, List.of());
  }
}
