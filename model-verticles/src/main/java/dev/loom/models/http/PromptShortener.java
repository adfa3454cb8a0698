package dev.loom.models.http;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.contracts.text.TextTruncator;
import java.util.List;
import java.util.Optional;

/// Shortens a request that its endpoint found too long: the longest texts lose their middle first,
/// with a note of how much is left out. System messages and the model's own messages stay.
final class PromptShortener {
  /// Texts no longer than this stay whole.
  private static final int TEXT_CHARS_MIN = 600;

  private PromptShortener() {}

  /// Returns the number of chars in all messages.
  static long chars(ModelRequest request) {
    return request.messages().stream().mapToLong(PromptShortener::chars).sum();
  }

  private static long chars(Message message) {
    var calls =
        message instanceof Message.Assistant assistant
            ? assistant.toolCalls().stream().mapToLong(c -> c.arguments().toString().length()).sum()
            : 0;
    return message.text().length() + calls;
  }

  /// @param charsMax the desired size of all messages, which is exceeded if nothing more can be
  ///   left out
  /// @return empty if nothing can be left out
  static Optional<ModelRequest> shorten(ModelRequest request, long charsMax) {
    long excess = chars(request) - charsMax;
    int low = TEXT_CHARS_MIN;
    int high = request.messages().stream().mapToInt(each -> each.text().length()).max().orElse(0);
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (saved(request.messages(), middle) >= excess) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    int textCharsMax = low;
    if (saved(request.messages(), textCharsMax) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        withMessages(
            request,
            request.messages().stream().map(each -> shorten(each, textCharsMax)).toList()));
  }

  static ModelRequest withMessages(ModelRequest request, List<Message> messages) {
    return new ModelRequest(
        request.role(), messages, request.tools(), request.responseSchema(), request.assignment());
  }

  private static long saved(List<Message> messages, int textCharsMax) {
    return messages.stream()
        .filter(PromptShortener::isShortenable)
        .mapToLong(each -> Math.max(0, each.text().length() - textCharsMax))
        .sum();
  }

  private static boolean isShortenable(Message message) {
    return message instanceof Message.User || message instanceof Message.ToolOutput;
  }

  private static Message shorten(Message message, int textCharsMax) {
    var text = TextTruncator.middle(message.text(), textCharsMax);
    return switch (message) {
      case Message.User _ -> new Message.User(text);
      case Message.ToolOutput output ->
          new Message.ToolOutput(
              output.callId(),
              output.toolName(),
              text,
              output.failed(),
              output.data(),
              output.content());
      case Message.System system -> system;
      case Message.Assistant assistant -> assistant;
    };
  }
}
