package dev.loom.models.http;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;
import dev.loom.bus.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Parses response bytes as they arrive and passes each complete JSON message to the protocol's
/// decoder.
///
/// Ignores comments, and event names, which the data repeats. `[DONE]` ends a response.
final class ResponseStreamParser {
  static final int LINE_BYTES_MAX = 8 * 1024 * 1024;

  /// The largest number of incomplete `data:` lines of one JSON text.
  private static final int DATA_LINES_MAX = 64;

  private static final String DATA = "data:";
  private static final String DONE = "[DONE]";

  private final EndpointErrors errors;
  private final ProviderProtocol.Decoder decoder;
  private final ResponseBuilder response;
  private final List<String> lines = new ArrayList<>();
  private final RecordParser lineParser = RecordParser.newDelimited("\n", this::onLine);
  private final Buffer document = Buffer.buffer();
  private Format format;
  private String pendingData = "";
  private int pendingLines;
  private String excerpt = "";
  private boolean isLineTooLong;

  private enum Format {
    UNKNOWN,
    EVENTS,
    LINES,
    DOCUMENT
  }

  ResponseStreamParser(
      ProviderProtocol protocol, String model, EndpointErrors errors, Set<String> adaptations) {
    this.errors = errors;
    lineParser.maxRecordSize(LINE_BYTES_MAX).exceptionHandler(tooLong -> isLineTooLong = true);
    this.decoder = protocol.newDecoder(errors, adaptations);
    this.response = new ResponseBuilder(model, errors);
    var isLines = protocol.description().framing() == ProviderProtocol.Framing.LINES;
    this.format = isLines ? Format.LINES : Format.UNKNOWN;
  }

  /// Decodes a line only when it is complete, because a character may be split between buffers.
  private void onLine(Buffer line) {
    var text = line.toString();
    lines.add(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }

  void feed(Buffer bytes) throws ModelException {
    if (excerpt.isBlank()) {
      excerpt = bytes.getString(0, Math.min(bytes.length(), 200));
    }
    if (format == Format.UNKNOWN) {
      format = formatOf(excerpt);
    }
    if (format == Format.DOCUMENT) {
      if (document.length() + bytes.length() > LINE_BYTES_MAX) {
        throw errors.overByteLimit("a response of more than " + LINE_BYTES_MAX + " bytes");
      }
      document.appendBuffer(bytes);
      return;
    }
    lineParser.handle(bytes);
    if (isLineTooLong) {
      throw errors.overByteLimit("a line of more than " + LINE_BYTES_MAX + " bytes");
    }
    for (var line : lines) {
      read(line);
    }
    lines.clear();
  }

  private static Format formatOf(String start) {
    var text = start.stripLeading();
    return text.isEmpty() ? Format.UNKNOWN : text.startsWith("{") ? Format.DOCUMENT : Format.EVENTS;
  }

  private void read(String line) throws ModelException {
    if (response.isEnded()) {
      return;
    }
    if (format == Format.LINES) {
      if (!line.isBlank()) {
        decode(line);
      }
    } else if (line.isEmpty()) {
      if (!pendingData.isEmpty()) {
        throw errors.malformedResponse(pendingData);
      }
    } else if (line.startsWith(DATA)) {
      readData(line.substring(DATA.length()).strip());
    } else if (line.startsWith("{")) {
      readData(line);
    }
  }

  private void readData(String data) throws ModelException {
    if (data.equals(DONE)) {
      response.markEnded();
      return;
    }
    if (data.isEmpty()) {
      return;
    }
    var text = pendingData.isEmpty() ? data : pendingData + "\n" + data;
    var message = Json.tryParse(text);
    if (message.isPresent()) {
      pendingData = "";
      pendingLines = 0;
      decoder.decode(message.get(), response);
    } else if (++pendingLines > DATA_LINES_MAX || text.length() > LINE_BYTES_MAX) {
      throw errors.malformedResponse(text);
    } else {
      pendingData = text;
    }
  }

  private void decode(String text) throws ModelException {
    var message = Json.tryParse(text).orElseThrow(() -> errors.malformedResponse(text));
    decoder.decode(message, response);
  }

  /// Returns what was decoded so far.
  ResponseBuilder response() {
    return response;
  }

  /// Ends the stream and returns the response.
  ///
  /// @param origin the origin of the provider state
  /// @throws ModelException if the stream holds no response or an incomplete one
  ModelResponse finish(String origin) throws ModelException {
    if (format == Format.DOCUMENT) {
      decode(document.toString());
    } else {
      readRemainder();
    }
    if (!pendingData.isEmpty() || !response.isStarted()) {
      throw errors.malformedResponse(pendingData.isEmpty() ? excerpt : pendingData);
    }
    if (format != Format.DOCUMENT && !response.isContentComplete()) {
      throw errors.connectionLost(null);
    }
    return response.build(origin);
  }

  /// Reads a last line without a line break, which is incomplete if the connection was lost.
  private void readRemainder() throws ModelException {
    lineParser.handle(Buffer.buffer("\n"));
    var remainder = lines.removeFirst();
    if (remainder.isEmpty()) {
      return;
    }
    if (format == Format.LINES && response.isStarted() && Json.tryParse(remainder).isEmpty()) {
      throw errors.connectionLost(null);
    }
    read(remainder);
  }
}
