package dev.loom.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.process.ListProcesses;
import dev.loom.contracts.process.LoadProcess;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ProcessVerticleTest {
  @TempDir Path home;

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.on(vertx);

  @BeforeEach
  void deploy() {
    vertx.deployVerticle(new ProcessVerticle(home)).await();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void aDefinitionIsListedAndLoadedOverTheBus() throws Exception {
    var found = bus.request(Addresses.PROCESS_LIST, new ListProcesses(""));
    assertEquals(5, found.processes().size());
    var loaded = bus.request(Addresses.PROCESS_LOAD, new LoadProcess("research-report", ""));
    assertEquals(4, loaded.definition().phases().size());
  }

  @Test
  void aValidationErrorReachesTheCallerAsAnInvalidRequest() throws Exception {
    Files.createDirectories(home.resolve("processes"));
    Files.writeString(home.resolve("processes/mine.yaml"), "name: mine\nphase_mode: loose\n");
    var failure =
        assertThrows(
            ServiceException.class,
            () -> bus.request(Addresses.PROCESS_LOAD, new LoadProcess("mine", "")));
    assertEquals(ServiceError.Code.INVALID, failure.error().code());
    assertTrue(failure.getMessage().contains("1 validation error(s):\n- phase_mode (line 2)"));
  }

  @Test
  void deeplyNestedYamlIsRejectedAndLaterRequestsStillSucceed() throws Exception {
    Files.createDirectories(home.resolve("processes"));
    Files.writeString(home.resolve("processes/deep.yaml"), "a: " + "[".repeat(260_000));
    var failure =
        assertThrows(
            ServiceException.class,
            () -> bus.request(Addresses.PROCESS_LOAD, new LoadProcess("deep", "")));
    assertEquals(ServiceError.Code.INVALID, failure.error().code());
    bus.request(Addresses.PROCESS_LOAD, new LoadProcess("competitive-intel", ""));
  }
}
