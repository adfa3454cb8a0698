package dev.loom.orchestrator.prompt;

import dev.loom.api.model.Message;
import dev.loom.contracts.id.StepId;
import dev.loom.orchestrator.core.SubtaskState;
import java.util.ArrayList;
import java.util.List;

/// An attempt's conversation as a model is shown it: kept within a size by leaving out the oldest
/// tool outputs first. What is left out is named, so that the model can read it again.
final class ConversationTrimmer {
  /// Tokens are reckoned at this many characters each, as everywhere in the field.
  private static final int CHARS_PER_TOKEN = 4;

  /// The largest size, and so often half of it.
  private static final int SIZES = 4;

  /// An output that is not longer than the note in its place is never left out.
  private static final int SHORT_CHARS_MAX = 300;

  /// What is left out is left out in steps of this part of the size, so that the beginning of the
  /// conversation stays the same for many turns and is cached.
  private static final int STEPS = 4;

  private final SubtaskState subtask;
  private final List<Message> messages = new ArrayList<>();

  private ConversationTrimmer(SubtaskState subtask) {
    this.subtask = subtask;
    messages.addAll(subtask.attempt().conversation());
  }

  /// Kept within a size, and within halves of it for models with smaller windows.
  ///
  /// @param before what stands before the conversation, which is always shown
  /// @param tokensMax how much may be shown in all
  /// @return first what the whole size holds, then each shorter than the one before; none when even
  ///   the smallest size holds all of it
  static List<List<Message>> trim(SubtaskState subtask, List<Message> before, int tokensMax) {
    var shortened = new ArrayList<List<Message>>();
    var charsBefore = chars(before);
    var conversation = new ConversationTrimmer(subtask);
    var all = chars(conversation.messages);
    var chars = all;
    for (var size = 0; size < SIZES; size++) {
      var charsMax = ((long) tokensMax >> size) * CHARS_PER_TOKEN - charsBefore;
      var left =
          all > charsMax ? conversation.removeOldOutputs(chars, targetChars(all, charsMax)) : chars;
      if (left < chars || size == 0) {
        shortened.add(List.copyOf(conversation.messages));
      }
      chars = left;
    }
    return chars == all && all <= ((long) tokensMax >> SIZES - 1) * CHARS_PER_TOKEN - charsBefore
        ? List.of()
        : shortened;
  }

  /// A size that is the same until the conversation has grown by another step.
  private static long targetChars(long chars, long charsMax) {
    long step = Math.max(1, charsMax / STEPS);
    return chars - Math.ceilDiv(chars - charsMax, step) * step;
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

  /// @return how many characters are left
  private long removeOldOutputs(long charsNow, long charsMax) {
    long chars = charsNow;
    int turn = 0;
    int call = 0;
    for (int at = 0; at < messages.size() && chars > charsMax; at++) {
      switch (messages.get(at)) {
        case Message.Assistant m -> {
          turn++;
          call = 0;
        }
        case Message.ToolOutput output -> {
          call++;
          if (output.text().length() > SHORT_CHARS_MAX) {
            var note = note(subtask.attempt().number(), turn, call, output);
            chars -= output.text().length() - note.text().length();
            messages.set(at, note);
          }
        }
        case Message.System m -> {}
        case Message.User m -> {}
      }
    }
    return chars;
  }

  private Message.ToolOutput note(int attempt, int turn, int call, Message.ToolOutput output) {
    var step = StepId.turn(subtask.id(), attempt, turn).call(call);
    return new Message.ToolOutput(
        output.callId(),
        output.toolName(),
        "[This output of "
            + output.text().length()
            + " characters is left out to save room. To read it again: recall_output with output_id"
            + " \""
            + step
            + "\".]",
        output.failed());
  }
}
