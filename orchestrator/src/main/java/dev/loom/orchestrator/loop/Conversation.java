package dev.loom.orchestrator.loop;

import dev.loom.api.model.Message;
import java.util.List;
import java.util.stream.Stream;

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
    return new Conversation(
        Stream.concat(messages.stream(), more.stream()).toList(), pendingInstructions);
  }

  /// Adds an instruction that the model gets with its next turn.
  Conversation plusInstruction(String instruction) {
    return new Conversation(
        messages, Stream.concat(pendingInstructions.stream(), Stream.of(instruction)).toList());
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
