package dev.loom.models.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Reads an answer's bytes as they come, and hands each whole JSON message to the wire's decoder.
///
/// Comments keep a connection alive and say nothing; names of events are passed over, because the
/// data says the same. `[DONE]` ends an answer.
final class ResponseStreamParser {
  static final int LINE_BYTES_MAX = 8 * 1024 * 1024;

  /// A JSON text may stand on several `data:` lines; this many at most.
  private static final int DATA_LINES_MAX = 64;

  private static final String DATA = "data:";
  private static final String DONE = "[DONE]";

  private final EndpointErrors failures;
  private final ProviderProtocol.Decoder decoder;
  private final ResponseBuilder response;
  private final LineSplitter lines = new LineSplitter(LINE_BYTES_MAX);
  private final ByteArrayOutputStream document = new ByteArrayOutputStream(0);
  private Format format;
  private String pending = "";
  private int pendingLines;
  private String start = "";

  private enum Format {
    UNKNOWN,
    EVENTS,
    LINES,
    DOCUMENT
  }

  ResponseStreamParser(
      ProviderProtocol protocol, String model, EndpointErrors failures, Set<String> adaptations) {
    this.failures = failures;
    this.decoder = protocol.newDecoder(failures, adaptations);
    this.response = new ResponseBuilder(model, failures);
    this.format =
        switch (protocol.framing()) {
          case EVENTS -> Format.UNKNOWN;
          case LINES -> Format.LINES;
        };
  }

  void feed(byte[] bytes) throws ModelException {
    if (start.isBlank()) {
      start = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.UTF_8);
    }
    if (format == Format.UNKNOWN) {
      format = formatOf(bytes);
    }
    if (format == Format.DOCUMENT) {
      if (document.size() + bytes.length > LINE_BYTES_MAX) {
        throw failures.overByteLimit("an answer of more than " + LINE_BYTES_MAX + " bytes");
      }
      document.writeBytes(bytes);
      return;
    }
    try {
      for (var line : lines.feed(bytes)) {
        read(line);
      }
    } catch (LineSplitter.LineTooLongException tooLong) {
      throw failures.overByteLimit("a line of more than " + LINE_BYTES_MAX + " bytes");
    }
  }

  private static Format formatOf(byte[] bytes) {
    for (var b : bytes) {
      if (!Character.isWhitespace(b)) {
        return b == '{' ? Format.DOCUMENT : Format.EVENTS;
      }
    }
    return Format.UNKNOWN;
  }

  private void read(String line) throws ModelException {
    if (response.isDone()) {
      return;
    }
    if (format == Format.LINES) {
      readLine(line);
    } else if (line.isEmpty()) {
      if (!pending.isEmpty()) {
        throw failures.malformedResponse(pending);
      }
    } else if (line.startsWith(DATA)) {
      readData(line.substring(DATA.length()).strip());
    } else if (line.startsWith("{")) {
      readData(line);
    }
  }

  private void readLine(String line) throws ModelException {
    if (!line.isBlank()) {
      decode(line);
    }
  }

  private void readData(String data) throws ModelException {
    if (data.equals(DONE)) {
      response.done();
      return;
    }
    if (data.isEmpty()) {
      return;
    }
    var text = pending.isEmpty() ? data : pending + "\n" + data;
    JsonNode message;
    try {
      message = Json.parse(text);
    } catch (IllegalArgumentException unfinished) {
      keepPending(text);
      return;
    }
    pending = "";
    pendingLines = 0;
    decoder.decode(message, response);
  }

  private void keepPending(String text) throws ModelException {
    pendingLines++;
    if (pendingLines > DATA_LINES_MAX || text.length() > LINE_BYTES_MAX) {
      throw failures.malformedResponse(text);
    }
    pending = text;
  }

  private void decode(String text) throws ModelException {
    JsonNode message;
    try {
      message = Json.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw failures.malformedResponse(text);
    }
    decoder.decode(message, response);
  }

  void flushDeltas(ModelListener listener) {
    response.flushDeltas(listener);
  }

  boolean isDone() {
    return response.isDone();
  }

  boolean isComplete() {
    return response.isComplete();
  }

  /// The answer, once the stream is over.
  ///
  /// @param origin what it comes from
  /// @throws ModelException when what came is no answer, or only a part of one
  ModelResponse finish(String origin) throws ModelException {
    if (format == Format.DOCUMENT) {
      decode(document.toString(StandardCharsets.UTF_8));
    } else {
      var remainder = lines.takeRemainder();
      if (!remainder.isEmpty()) {
        readRemainder(remainder);
      }
    }
    if (!pending.isEmpty() || !response.isStarted()) {
      throw failures.malformedResponse(pending.isEmpty() ? start : pending);
    }
    if (format != Format.DOCUMENT && !isComplete()) {
      throw failures.connectionLost(null);
    }
    return response.build(origin);
  }

  /// A line without an end may be whole all the same; half a line is what a cut leaves behind.
  private void readRemainder(String remainder) throws ModelException {
    if (format == Format.LINES && response.isStarted()) {
      try {
        Json.parse(remainder);
      } catch (IllegalArgumentException half) {
        throw failures.connectionLost(null);
      }
    }
    read(remainder);
  }
}
