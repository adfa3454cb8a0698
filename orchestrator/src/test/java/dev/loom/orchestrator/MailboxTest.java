package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.orchestrator.core.Input;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MailboxTest {
  private final Mailbox mailbox = new Mailbox();

  private static ServiceError.Code errorOf(CompletableFuture<?> reply) {
    var failure = assertThrows(CompletionException.class, reply::join);
    return ((ServiceException) failure.getCause()).error().code();
  }

  @Test
  void takeReturnsAllQueuedInputsInOrder() throws InterruptedException {
    mailbox.submit(new Input.Command(new TaskCommand.Steer("a")));
    mailbox.offer(new Input.Admitted());
    mailbox.submit(new Input.Command(new TaskCommand.Steer("b")));
    assertEquals(
        List.of(
            new Input.Command(new TaskCommand.Steer("a")),
            new Input.Admitted(),
            new Input.Command(new TaskCommand.Steer("b"))),
        mailbox.take().stream().map(Mailbox.Envelope::input).toList());
  }

  @Test
  void aFullMailboxRejectsRequestsAndAcceptsResults() throws InterruptedException {
    for (int i = 0; i < Mailbox.CAPACITY; i++) {
      assertFalse(mailbox.submit(new Input.Command(new TaskCommand.Steer("" + i))).isDone());
    }
    assertEquals(
        ServiceError.Code.OVERLOADED,
        errorOf(mailbox.submit(new Input.Command(new TaskCommand.Steer("one more")))));
    mailbox.offer(new Input.Admitted());
    assertEquals(Mailbox.CAPACITY + 1, mailbox.take().size());
  }

  @Test
  void closingRejectsQueuedAndLaterRequests() {
    var queued = mailbox.submit(new Input.Command(new TaskCommand.Resume()));
    mailbox.close();
    assertEquals(ServiceError.Code.CONFLICT, errorOf(queued));
    assertEquals(
        ServiceError.Code.CONFLICT,
        errorOf(mailbox.submit(new Input.Command(new TaskCommand.Resume()))));
  }
}
