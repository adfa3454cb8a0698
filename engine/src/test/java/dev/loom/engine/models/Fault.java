package dev.loom.engine.models;

import java.io.IOException;
import java.util.Arrays;

/// Faults of a model server.
enum Fault {
  /// Connections are refused for a while.
  REFUSED(0),
  STATUS_500(0),
  STATUS_503(0),
  STATUS_529(0),
  LIMIT_WITH_WAIT(0),
  LIMIT_WITHOUT_WAIT(0),
  CUT_IN_THE_HEAD(0),
  CUT_IN_THE_STREAM(0),
  STALL_BEFORE_THE_FIRST_BYTE(FaultCampaign.FIRST_BYTE_SECONDS),
  STALL_IN_THE_STREAM(FaultCampaign.IDLE_SECONDS),
  DRIP(FaultCampaign.TOTAL_SECONDS),
  GARBAGE(0),
  LINE_OF_100_MEGABYTES(0),
  INVALID_JSON(0),
  ERROR_IN_THE_STREAM(0);

  private static final int LINE_CHUNKS = 1_600;
  private static final int LINE_CHUNK_BYTES = 64 * 1024;
  private static final int DRIP_MILLIS = 100;

  private final int deadlineSeconds;

  Fault(int deadlineSeconds) {
    this.deadlineSeconds = deadlineSeconds;
  }

  /// Returns the deadline that detects the fault; 0 if it is detected at once.
  int deadlineSeconds() {
    return deadlineSeconds;
  }

  /// Returns whether the fault lasts until the client gives up.
  boolean lasts() {
    return deadlineSeconds > 0 || this == LINE_OF_100_MEGABYTES;
  }

  /// Returns whether the fault is a rate limit.
  boolean isLimit() {
    return this == STATUS_529 || this == LIMIT_WITH_WAIT || this == LIMIT_WITHOUT_WAIT;
  }

  /// @param response events of a complete response
  void inject(RawConnection connection, String response) throws IOException {
    var half = response.substring(0, response.length() / 2);
    switch (this) {
      case REFUSED -> connection.reset();
      case STATUS_500 -> connection.document(500, "{\"error\":{\"message\":\"It broke.\"}}");
      case STATUS_503 -> connection.document(503, "{\"error\":{\"message\":\"Not now.\"}}");
      case STATUS_529 -> connection.document(529, "{\"error\":{\"message\":\"Overloaded.\"}}");
      case LIMIT_WITH_WAIT ->
          connection.document(
              429, "{\"error\":{\"message\":\"Slow down.\"}}", "retry-after-ms: 20");
      case LIMIT_WITHOUT_WAIT ->
          connection.document(429, "{\"error\":{\"message\":\"Slow down.\"}}");
      case CUT_IN_THE_HEAD -> {
        connection.raw("HTTP/1.1 200 OK\r\ncontent-ty");
        connection.reset();
      }
      case CUT_IN_THE_STREAM -> {
        connection.head();
        connection.chunk(half);
        connection.reset();
      }
      case STALL_BEFORE_THE_FIRST_BYTE -> connection.awaitClosed();
      case STALL_IN_THE_STREAM -> {
        connection.head();
        connection.chunk(half);
        connection.awaitClosed();
      }
      case DRIP -> drip(connection);
      case GARBAGE -> {
        connection.head();
        connection.chunk("<html>\u0000\ufffd no model here, %PDF-1.7 \r\n\r\n");
        connection.end();
      }
      case LINE_OF_100_MEGABYTES -> line(connection);
      case INVALID_JSON -> {
        connection.head();
        connection.chunk("data: {\"choices\": [{\"delta\": }}]\n\ndata: [DONE]\n\n");
        connection.end();
      }
      case ERROR_IN_THE_STREAM -> {
        connection.head();
        connection.chunk(RawConnection.text("I was about to"));
        connection.chunk(
            "data: {\"error\":{\"message\":\"It broke in between.\",\"code\":500}}\n\n");
        connection.end();
      }
    }
  }

  private static void drip(RawConnection connection) {
    try {
      connection.head();
      do {
        connection.chunk(RawConnection.text("."));
      } while (!connection.closesWithin(DRIP_MILLIS));
    } catch (IOException closed) {
      // The client gave up.
    }
  }

  private static void line(RawConnection connection) {
    var chunk = new char[LINE_CHUNK_BYTES];
    Arrays.fill(chunk, 'x');
    var text = new String(chunk);
    try {
      connection.head();
      connection.chunk("data: ");
      for (var sent = 0; sent < LINE_CHUNKS; sent++) {
        connection.chunk(text);
      }
      connection.awaitClosed();
    } catch (IOException closed) {
      // The client gave up.
    }
  }
}
