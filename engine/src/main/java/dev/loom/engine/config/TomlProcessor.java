package dev.loom.engine.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.loom.bus.json.Json;
import dev.loom.contracts.text.TextFileDecoder;
import io.vertx.config.spi.ConfigProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.CharacterCodingException;

/// Adds TOML support to vertx-config, which loads it through `META-INF/services`.
public final class TomlProcessor implements ConfigProcessor {
  private static final ObjectMapper TOML = new TomlMapper();

  @Override
  public String name() {
    return "toml";
  }

  @Override
  public Future<JsonObject> process(Vertx vertx, JsonObject configuration, Buffer input) {
    try {
      var tree = TOML.readTree(TextFileDecoder.decode(input.getBytes()));
      return Future.succeededFuture(new JsonObject(tree.isObject() ? tree.toString() : "{}"));
    } catch (CharacterCodingException ignored) {
      return Future.failedFuture("not UTF-8 text; save the file with the encoding UTF-8");
    } catch (JsonProcessingException failure) {
      return Future.failedFuture("not TOML: " + Json.describe(failure));
    }
  }
}
