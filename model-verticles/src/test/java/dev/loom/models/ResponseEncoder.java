package dev.loom.models;

import dev.loom.api.model.ModelResponse;
import java.util.List;
import java.util.Map;

/// Tells a [ScriptedResponse] in the words of one wire.
interface ResponseEncoder {
  String contentType();

  /// The messages of a streamed answer, each with its end of line.
  List<String> stream(ScriptedResponse response);

  /// The same as one document, for who does not ask for a stream.
  String document(ScriptedResponse response);

  /// An error in the middle of a stream that began under HTTP 200.
  String errorInStream(String message);

  /// What a server may send between two messages and nobody needs: comments, pings, events and
  /// fields that come to be later.
  List<String> noise();

  /// Every word for why an answer ended, and what it means to Loom.
  Map<String, ModelResponse.StopReason> reasons();
}
