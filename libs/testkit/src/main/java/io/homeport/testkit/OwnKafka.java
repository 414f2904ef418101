package io.homeport.testkit;

import io.homeport.local.RunningPart;
import io.homeport.local.kafka.KafkaBroker;

/** A running Kafka broker of one test. */
public final class OwnKafka implements AutoCloseable {
  private final KafkaBroker broker;
  private final RunningPart running;

  OwnKafka(KafkaBroker broker, RunningPart running) {
    this.broker = broker;
    this.running = running;
  }

  /** What clients take as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  public int port() {
    return broker.port();
  }

  public boolean isAlive() {
    return running.isAlive();
  }

  /** Ends it with SIGKILL. */
  public void crash() {
    running.crash();
  }

  /** Starts it again on the same port, with its data. */
  public void restart() {
    running.restart();
  }

  @Override
  public void close() {
    running.close();
  }
}
