package dev.loom.tools.workspace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/// Reads files up to a size limit, regardless of their reported size.
final class BoundedFileReader {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final Set<OpenOption> READING =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private BoundedFileReader() {}

  static byte[] readAll(PathHandle resolved, String path, long sizeMax) throws IOException {
    try (var channel = resolved.directory().newByteChannel(resolved.name(), READING)) {
      var bytes = readUpTo(channel, Math.min(sizeMax, Integer.MAX_VALUE - 16L) + 1);
      if (bytes.length > sizeMax) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "File is too large: %s has %,d bytes, at most %,d can be read",
                path,
                Math.max(channel.size(), bytes.length),
                sizeMax));
      }
      return bytes;
    }
  }

  static byte[] readPrefix(PathHandle resolved, int bytesMax) throws IOException {
    try (var channel = resolved.directory().newByteChannel(resolved.name(), READING)) {
      return readUpTo(channel, bytesMax);
    }
  }

  /// Reads to the end of the file, because files in `/proc` and growing files report wrong sizes.
  private static byte[] readUpTo(SeekableByteChannel channel, long bytesMax) throws IOException {
    var expected = (int) Math.min(bytesMax, channel.size() + 1);
    var buffer = ByteBuffer.allocate(Math.max(expected, 1));
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
    if (buffer.hasRemaining() || buffer.position() >= bytesMax) {
      return Arrays.copyOf(buffer.array(), (int) Math.min(buffer.position(), bytesMax));
    }
    var more = new ByteArrayOutputStream();
    more.write(buffer.array(), 0, buffer.position());
    var chunk = ByteBuffer.allocate(CHUNK_BYTES);
    while (more.size() < bytesMax && channel.read(chunk.clear()) >= 0) {
      more.write(chunk.array(), 0, (int) Math.min(chunk.position(), bytesMax - more.size()));
    }
    return more.toByteArray();
  }
}
