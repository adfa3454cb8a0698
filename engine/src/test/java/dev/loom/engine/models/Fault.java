package dev.loom.engine.models;

import java.io.IOException;
import java.util.Arrays;

/// How a model server fails.
enum Fault {
  /// Nobody listens for a while.
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

  private static final int LINE_PIECES = 1_600;
  private static final int LINE_PIECE_BYTES = 64 * 1024;
  private static final int DRIP_MILLIS = 100;

  private final int deadlineSeconds;

  Fault(int deadlineSeconds) {
    this.deadlineSeconds = deadlineSeconds;
  }

  /// The deadline that notices it; 0 for what is noticed at once.
  int deadlineSeconds() {
    return deadlineSeconds;
  }

  /// Whether it lasts until the client gives up.
  boolean lasts() {
    return deadlineSeconds > 0 || this == LINE_OF_100_MEGABYTES;
  }

  /// Whether it only asks to slow down.
  boolean isLimit() {
    return this == STATUS_529 || this == LIMIT_WITH_WAIT || this == LIMIT_WITHOUT_WAIT;
  }

  /// @param whole the events that a good answer would have
  void strike(Wire wire, String whole) throws IOException {
    var half = whole.substring(0, whole.length() / 2);
    switch (this) {
      case REFUSED -> wire.reset();
      case STATUS_500 -> wire.document(500, "{\"error\":{\"message\":\"It broke.\"}}");
      case STATUS_503 -> wire.document(503, "{\"error\":{\"message\":\"Not now.\"}}");
      case STATUS_529 -> wire.document(529, "{\"error\":{\"message\":\"Overloaded.\"}}");
      case LIMIT_WITH_WAIT ->
          wire.document(429, "{\"error\":{\"message\":\"Slow down.\"}}", "retry-after-ms: 20");
      case LIMIT_WITHOUT_WAIT -> wire.document(429, "{\"error\":{\"message\":\"Slow down.\"}}");
      case CUT_IN_THE_HEAD -> {
        wire.raw("HTTP/1.1 200 OK\r\ncontent-ty");
        wire.reset();
      }
      case CUT_IN_THE_STREAM -> {
        wire.head();
        wire.piece(half);
        wire.reset();
      }
      case STALL_BEFORE_THE_FIRST_BYTE -> wire.awaitClosed();
      case STALL_IN_THE_STREAM -> {
        wire.head();
        wire.piece(half);
        wire.awaitClosed();
      }
      case DRIP -> drip(wire);
      case GARBAGE -> {
        wire.head();
        wire.piece("<html>\u0000\ufffd no model here, %PDF-1.7 \r\n\r\n");
        wire.end();
      }
      case LINE_OF_100_MEGABYTES -> line(wire);
      case INVALID_JSON -> {
        wire.head();
        wire.piece("data: {\"choices\": [{\"delta\": }}]\n\ndata: [DONE]\n\n");
        wire.end();
      }
      case ERROR_IN_THE_STREAM -> {
        wire.head();
        wire.piece(Wire.text("I was about to"));
        wire.piece("data: {\"error\":{\"message\":\"It broke in between.\",\"code\":500}}\n\n");
        wire.end();
      }
    }
  }

  private static void drip(Wire wire) {
    try {
      wire.head();
      do {
        wire.piece(Wire.text("."));
      } while (!wire.closesWithin(DRIP_MILLIS));
    } catch (IOException closed) {
      // The client gave up.
    }
  }

  private static void line(Wire wire) {
    var piece = new char[LINE_PIECE_BYTES];
    Arrays.fill(piece, 'x');
    var text = new String(piece);
    try {
      wire.head();
      wire.piece("data: ");
      for (var sent = 0; sent < LINE_PIECES; sent++) {
        wire.piece(text);
      }
      wire.awaitClosed();
    } catch (IOException closed) {
      // The client gave up.
    }
  }
}
