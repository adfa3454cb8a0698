package dev.loom.tools.http;

import dev.loom.api.tool.HttpEgress.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/// Decompresses response bodies. Holds no more than the limit in memory, however well the body is
/// compressed.
final class ResponseBody {
  private static final int CHUNK_BYTES = 8_192;

  private ResponseBody() {}

  /// Returns a response with its body decompressed, if that was sent with gzip.
  ///
  /// @throws IOException if the body is not valid
  static Response decode(Response response, int bytesMax) throws IOException {
    var encoding = response.header("content-encoding").orElse("");
    if (!encoding.equalsIgnoreCase("gzip") || response.body().length == 0) {
      return response;
    }
    var decoded = new ByteArrayOutputStream();
    var truncated = response.truncated();
    try (var in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      var chunk = new byte[CHUNK_BYTES];
      for (var count = in.read(chunk); count > 0; count = in.read(chunk)) {
        var space = bytesMax - decoded.size();
        decoded.write(chunk, 0, Math.min(count, space));
        if (count > space) {
          truncated = true;
          break;
        }
      }
    } catch (EOFException _) {
      truncated = true;
    }
    return new Response(
        response.status(), response.uri(), response.headers(), decoded.toByteArray(), truncated);
  }
}
