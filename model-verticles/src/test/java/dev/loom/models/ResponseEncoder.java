package dev.loom.models;

import dev.loom.api.model.ModelResponse;
import java.util.List;
import java.util.Map;

/// Encodes a [ScriptedResponse] in one protocol.
interface ResponseEncoder {
  String contentType();

  /// Returns the messages of a streamed response, each with its line end.
  List<String> stream(ScriptedResponse response);

  /// Returns the response as one document, for requests without a stream.
  String document(ScriptedResponse response);

  /// Returns an error inside a stream that started with status 200.
  String errorInStream(String message);

  /// Returns messages that a client must ignore: comments, pings, and events and fields added
  /// later.
  List<String> noise();

  /// Returns all stop reasons of the protocol with their meaning in Loom.
  Map<String, ModelResponse.StopReason> reasons();
}
