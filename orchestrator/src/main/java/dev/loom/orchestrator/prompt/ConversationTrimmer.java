package dev.loom.orchestrator.prompt;

import dev.loom.api.model.Message;
import dev.loom.contracts.id.StepId;
import dev.loom.orchestrator.core.SubtaskState;
import java.util.ArrayList;
import java.util.List;

/// Trims an attempt's conversation to a size by removing the oldest tool outputs. A note in place
/// of each names the output, so that the model can read it again.
final class ConversationTrimmer {
  /// The usual estimate of characters per token.
  private static final int CHARS_PER_TOKEN = 4;

  /// The number of sizes: the configured one, then each time half of the previous one.
  private static final int SIZES = 4;

  /// Outputs no longer than the note in their place are kept.
  private static final int SHORT_CHARS_MAX = 300;

  /// Outputs are removed in steps of a quarter of the size, so that the beginning of the
  /// conversation stays the same for many turns and prompt caches hit.
  private static final int STEPS = 4;

  private final SubtaskState subtask;
  private final List<Message> messages = new ArrayList<>();

  private ConversationTrimmer(SubtaskState subtask) {
    this.subtask = subtask;
    messages.addAll(subtask.attempt().conversation().messages());
  }

  /// Trims to the given size, and to halves of it for models with smaller context windows.
  ///
  /// @param prefix the messages before the conversation, which are never trimmed
  /// @param tokensMax the maximum size of all messages, in tokens
  /// @return the variants, each shorter than the one before; none if everything fits the smallest
  ///   size
  static List<List<Message>> trim(SubtaskState subtask, List<Message> prefix, int tokensMax) {
    var variants = new ArrayList<List<Message>>();
    var prefixChars = chars(prefix);
    var conversation = new ConversationTrimmer(subtask);
    var charsTotal = chars(conversation.messages);
    var charsNow = charsTotal;
    for (var size = 0; size < SIZES; size++) {
      var charsMax = ((long) tokensMax >> size) * CHARS_PER_TOKEN - prefixChars;
      var charsAfter =
          charsTotal > charsMax
              ? conversation.removeOldOutputs(charsNow, targetChars(charsTotal, charsMax))
              : charsNow;
      if (charsAfter < charsNow || size == 0) {
        variants.add(List.copyOf(conversation.messages));
      }
      charsNow = charsAfter;
    }
    return charsNow == charsTotal
            && charsTotal <= ((long) tokensMax >> SIZES - 1) * CHARS_PER_TOKEN - prefixChars
        ? List.of()
        : variants;
  }

  /// Returns a target that stays the same until the conversation has grown by another step.
  private static long targetChars(long charsTotal, long charsMax) {
    long step = Math.max(1, charsMax / STEPS);
    return charsTotal - Math.ceilDiv(charsTotal - charsMax, step) * step;
  }

  private static long chars(List<Message> messages) {
    return messages.stream().mapToLong(ConversationTrimmer::chars).sum();
  }

  private static long chars(Message message) {
    return switch (message) {
      case Message.System m -> m.text().length();
      case Message.User m -> m.text().length();
      case Message.Assistant m ->
          m.text().length()
              + m.toolCalls().stream()
                  .mapToLong(call -> call.name().length() + call.arguments().toString().length())
                  .sum();
      case Message.ToolOutput m -> m.text().length();
    };
  }

  /// @return the number of characters left
  private long removeOldOutputs(long charsBefore, long charsMax) {
    long charsNow = charsBefore;
    int turn = 0;
    int call = 0;
    for (int at = 0; at < messages.size() && charsNow > charsMax; at++) {
      switch (messages.get(at)) {
        case Message.Assistant m -> {
          turn++;
          call = 0;
        }
        case Message.ToolOutput output -> {
          call++;
          if (output.text().length() > SHORT_CHARS_MAX) {
            var note = note(subtask.attempt().number(), turn, call, output);
            charsNow -= output.text().length() - note.text().length();
            messages.set(at, note);
          }
        }
        case Message.System m -> {}
        case Message.User m -> {}
      }
    }
    return charsNow;
  }

  private Message.ToolOutput note(int attempt, int turn, int call, Message.ToolOutput output) {
    var step = StepId.turn(subtask.id(), attempt, turn).call(call);
    return new Message.ToolOutput(
        output.callId(),
        output.toolName(),
        ("[Output of %s characters removed to save space. To read it again, call recall_output"
                + " with output_id \"%s\".]")
            .formatted(output.text().length(), step),
        output.failed());
  }
}
