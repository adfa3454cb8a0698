package dev.loom.tools.file;

import dev.loom.api.tool.Workspace;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Reads a text file of any size line by line. A line ends with LF, CR LF or the end of the file.
/// Decodes UTF-8, and UTF-16 with a byte order mark, which is left out; what is not valid becomes
/// U+FFFD. The buffers are of a fixed size, so that a file without line feeds takes no more memory.
public final class LineReader implements Closeable {
  private static final int PREFIX_BYTES = 8 * 1024;
  private static final int BUFFER_CHARS = 16 * 1024;

  private final byte[] prefix;
  private final Reader reader;
  private final int charsMax;
  private final char[] buffer = new char[BUFFER_CHARS];
  private int position;
  private int length;
  private boolean cut;

  private LineReader(byte[] prefix, Reader reader, int charsMax) {
    this.prefix = prefix;
    this.reader = reader;
    this.charsMax = charsMax;
  }

  /// Opens a file.
  ///
  /// @param charsMax characters of a line that are kept
  public static LineReader open(Workspace workspace, String path, int charsMax) throws IOException {
    var stream = new BufferedInputStream(workspace.open(path), PREFIX_BYTES);
    try {
      stream.mark(PREFIX_BYTES);
      var prefix = stream.readNBytes(PREFIX_BYTES);
      stream.reset();
      var charset = charset(prefix);
      stream.skipNBytes(markBytes(prefix));
      return new LineReader(prefix, new InputStreamReader(stream, charset), charsMax);
    } catch (IOException | RuntimeException failure) {
      stream.close();
      throw failure;
    }
  }

  private static int markBytes(byte[] prefix) {
    if (charset(prefix) != StandardCharsets.UTF_8) {
      return 2;
    }
    var isMarked =
        prefix.length > 2
            && prefix[0] == (byte) 0xEF
            && prefix[1] == (byte) 0xBB
            && prefix[2] == (byte) 0xBF;
    return isMarked ? 3 : 0;
  }

  private static Charset charset(byte[] prefix) {
    var mark = prefix.length < 2 ? 0 : (prefix[0] & 0xFF) << 8 | prefix[1] & 0xFF;
    return switch (mark) {
      case 0xFFFE -> StandardCharsets.UTF_16LE;
      case 0xFEFF -> StandardCharsets.UTF_16BE;
      default -> StandardCharsets.UTF_8;
    };
  }

  /// The first bytes of the file.
  byte[] prefix() {
    return prefix;
  }

  /// Returns whether the content is no text.
  public boolean isBinary() {
    return charset(prefix) == StandardCharsets.UTF_8 && TextDecoder.isBinary(prefix);
  }

  /// Returns the next line without its end, null after the last.
  public String next() throws IOException {
    cut = false;
    if (position == length && !fill()) {
      return null;
    }
    var line = new StringBuilder();
    do {
      var end = position;
      while (end < length && buffer[end] != '\n') {
        end++;
      }
      append(line, end - position);
      position = end;
      if (end < length) {
        position++;
        if (!cut && !line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
          line.setLength(line.length() - 1);
        }
        break;
      }
    } while (fill());
    return line.toString();
  }

  private void append(StringBuilder line, int count) {
    var kept = Math.min(count, charsMax - line.length());
    line.append(buffer, position, kept);
    cut |= kept < count;
  }

  private boolean fill() throws IOException {
    position = 0;
    length = Math.max(0, reader.read(buffer));
    return length > 0;
  }

  /// Returns whether the last line was longer than what was kept of it.
  public boolean isCut() {
    return cut;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
