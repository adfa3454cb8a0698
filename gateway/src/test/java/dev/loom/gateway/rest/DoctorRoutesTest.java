package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.gateway.TestGateway;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DoctorRoutesTest {
  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void theDoctorReportsEveryCheckAndTheOverallResult() throws Exception {
    assertTrue(gateway.json("/doctor").get("clean").booleanValue());
    gateway.backend.setAuditReport(
        new AuditReport(
            List.of(
                new AuditReport.Check("journals fold", 7, List.of()),
                new AuditReport.Check("no gap", 9, List.of("Task t1 lacks event 4.")))));
    var response = gateway.get("/doctor");
    assertEquals(200, response.statusCode());
    assertEquals(
        "{\"clean\":false,\"checks\":[{\"name\":\"journals fold\",\"examined\":7,\"findings\":[]},"
            + "{\"name\":\"no gap\",\"examined\":9,\"findings\":[\"Task t1 lacks event 4.\"]}]}",
        response.body());
    gateway.backend.failWith(
        Addresses.TASK_AUDIT, ServiceException.failed("The file is broken.", false).error());
    assertEquals(502, gateway.get("/doctor").statusCode());
  }
}
