package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.journal.ReadBlob;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/// Serves `GET /blobs/{sha256}`: the full text of a value that is truncated in an event.
public final class BlobRoutes {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final Bus bus;

  public BlobRoutes(Bus bus) {
    this.bus = bus;
  }

  public void mount(Router router) {
    RequestParams.mountGet(router, "/blobs/:sha256", this::show);
  }

  private void show(RoutingContext context) {
    var sha256 = context.pathParam("sha256");
    if (!SHA256.matcher(sha256).matches()) {
      throw Problem.notFound("Blob not found: " + sha256).toException();
    }
    bus.requestAsync(Addresses.JOURNAL_BLOB, new ReadBlob(sha256))
        .onComplete(blob -> SuccessResponses.sendText(context, blob.text()), context::fail);
  }
}
