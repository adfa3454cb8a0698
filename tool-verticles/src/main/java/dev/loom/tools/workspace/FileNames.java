package dev.loom.tools.workspace;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Converts file names between bytes and text without loss, whatever the locale of the engine.
///
/// Linux file names are bytes. Java decodes them by the locale: without a UTF-8 locale no name
/// beyond ASCII can be used, and with one none that is not UTF-8. Here a name is UTF-8; other bytes
/// are written as `\xe9`, and so is the backslash of a name that would read like that.
public final class FileNames {
  private static final Pattern ESCAPE = Pattern.compile("\\\\x(5c|[89a-f][0-9a-f])");
  private static final boolean IS_UTF8_LOCALE =
      "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));
  private static final int ASCII_END = 0x80;
  private static final char REPLACEMENT = '\ufffd';
  private static final int UTF8_BYTES_MAX = 4;
  private static final int HEX = 16;

  private FileNames() {}

  /// Returns a path as text.
  static String toText(Path path) {
    var text = path.toString();
    if (isPlain(text) && text.indexOf('\\') < 0 && text.indexOf(REPLACEMENT) < 0) {
      return text;
    }
    return StreamSupport.stream(path.spliterator(), false)
        .map(name -> decode(bytes(name)))
        .collect(Collectors.joining("/", path.isAbsolute() ? "/" : "", ""));
  }

  /// Returns whether Java converts the text without loss.
  private static boolean isPlain(String text) {
    return IS_UTF8_LOCALE || text.chars().allMatch(character -> character < ASCII_END);
  }

  /// Java gives the bytes of a name only in a URI, where it escapes them.
  private static byte[] bytes(Path name) {
    var uri = name.toUri().getRawPath();
    var end = uri.endsWith("/") ? uri.length() - 1 : uri.length();
    var escaped = uri.substring(uri.lastIndexOf('/', end - 1) + 1, end);
    var bytes = new ByteArrayOutputStream();
    for (var i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '%') {
        bytes.write(Integer.parseInt(escaped, i + 1, i + 3, HEX));
        i += 2;
      } else {
        bytes.write(escaped.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  private static String decode(byte[] bytes) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return ESCAPE.matcher(text).replaceAll("\\\\x5cx$1");
    } catch (CharacterCodingException notUtf8) {
      return escape(bytes);
    }
  }

  /// Keeps what is UTF-8 and escapes the other bytes.
  private static String escape(byte[] bytes) {
    var text = new StringBuilder();
    for (var i = 0; i < bytes.length; ) {
      var length = characterLength(bytes, i);
      if (length > 0) {
        text.append(new String(bytes, i, length, StandardCharsets.UTF_8));
      } else {
        text.append("\\x%02x".formatted(bytes[i] & 0xFF));
      }
      i += Math.max(1, length);
    }
    return text.toString();
  }

  /// Returns the number of bytes of the character at an index, 0 if they are not UTF-8.
  private static int characterLength(byte[] bytes, int start) {
    for (var length = 1; length <= Math.min(UTF8_BYTES_MAX, bytes.length - start); length++) {
      var text = new String(bytes, start, length, StandardCharsets.UTF_8);
      if (text.codePointCount(0, text.length()) == 1 && text.charAt(0) != REPLACEMENT) {
        return text.equals("\\") ? 0 : length;
      }
    }
    return 0;
  }

  /// Returns the path that a text stands for.
  ///
  /// @throws IllegalArgumentException if it is not valid
  public static Path toPath(String text) {
    if (isPlain(text) && !ESCAPE.matcher(text).find()) {
      return Path.of(text);
    }
    var uri = new StringBuilder("file:///");
    for (var octet : encode(text)) {
      uri.append(octet == '/' ? "/" : "%%%02X".formatted(octet & 0xFF));
    }
    var path = Path.of(URI.create(uri.toString()));
    return text.startsWith("/") ? path : path.subpath(0, path.getNameCount());
  }

  /// Returns the bytes that a text stands for.
  ///
  /// @throws IllegalArgumentException if it has half of a character
  static byte[] encode(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException("Path is not valid: it has half of a character");
    }
    var bytes = new ByteArrayOutputStream();
    var escapes = ESCAPE.matcher(text);
    var end = 0;
    while (escapes.find()) {
      bytes.writeBytes(text.substring(end, escapes.start()).getBytes(StandardCharsets.UTF_8));
      bytes.write(Integer.parseInt(escapes.group(1), HEX));
      end = escapes.end();
    }
    bytes.writeBytes(text.substring(end).getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }
}
