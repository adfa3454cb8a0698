package dev.loom.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WordCountVerticleTest {
  @TempDir private Path directory;
  @TempDir private Path home;

  @BeforeEach
  void writeFile() throws IOException {
    Files.writeString(directory.resolve("README.md"), "three little words\n");
  }

  private EngineOptions options() {
    return EngineOptions.withDefaults(new Home(home), LoomConfig.defaults().withPort(0))
        .withProvider(new CountingModel());
  }

  private TaskSnapshot count(Engine engine) throws InterruptedException {
    return engine.execute(TaskSpec.create("Count the words.", directory.toString()));
  }

  private void assertToolIsUnknown(Engine engine) throws InterruptedException {
    var errors = count(engine).result().errors().getFirst();
    assertTrue(errors.contains("Unknown tool: word_count"), errors);
  }

  private static String tools(Engine engine) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(engine.address().resolve("/tools")).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  @Test
  void aTaskUsesAToolThatASecondVerticleRegisteredWhileTheEngineRan() throws Exception {
    try (var engine = Engine.start(options())) {
      assertToolIsUnknown(engine);
      var deployment = engine.deploy(new WordCountVerticle());
      assertTrue(tools(engine).contains("\"source\":\"verticle:words\""));
      assertEquals("README.md has 3 words.", count(engine).result().summary());
      deployment.close().await();
      assertToolIsUnknown(engine);
    }
  }

  @Test
  void aVerticleMayStartWithTheEngine() throws Exception {
    try (var engine = Engine.start(options().withVerticle(new WordCountVerticle()))) {
      assertEquals("README.md has 3 words.", count(engine).result().summary());
    }
  }
}
