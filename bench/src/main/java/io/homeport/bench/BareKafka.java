package io.homeport.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The limit: a producer and a consumer with nothing between them but the broker. */
final class BareKafka {

  private static final String TOPIC = "bench.bare";
  private static final String PADDING = "x".repeat(250);

  private final String brokers;
  private final int keys;

  BareKafka(String brokers, int keys) {
    this.brokers = brokers;
    this.keys = keys;
  }

  /** Sends as the relay does (acks=all, idempotent, no linger), as fast as it goes. */
  double eventsPerSecond(Duration length) throws InterruptedException {
    try (Reader reader = new Reader();
        KafkaProducer<String, String> producer = producer()) {
      reader.ready(producer);
      long before = reader.count.get();
      long began = System.nanoTime();
      long sent = 0;
      while (System.nanoTime() - began < length.toNanos()) {
        send(producer, sent++);
      }
      producer.flush();
      reader.await(before + sent);
      return sent / ((System.nanoTime() - began) / 1e9);
    }
  }

  Latencies paced(Duration length, int perSecond) throws InterruptedException {
    try (Reader reader = new Reader();
        KafkaProducer<String, String> producer = producer()) {
      reader.ready(producer);
      long before = reader.count.get();
      Latencies latencies = new Latencies();
      reader.latencies = latencies;
      long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
      long events = length.toSeconds() * perSecond;
      long began = System.nanoTime();
      for (int i = 0; i < events; i++) {
        LockSupport.parkNanos(began + i * interval - System.nanoTime());
        send(producer, i);
      }
      producer.flush();
      reader.await(before + events);
      return latencies;
    }
  }

  private void send(KafkaProducer<String, String> producer, long number) {
    producer.send(
        new ProducerRecord<>(TOPIC, "key" + number % keys, System.nanoTime() + ":" + PADDING));
  }

  private KafkaProducer<String, String> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            brokers,
            "acks",
            "all",
            "enable.idempotence",
            true,
            "linger.ms",
            0),
        new StringSerializer(),
        new StringSerializer());
  }

  /** Reads the topic on a thread of its own. */
  private final class Reader implements AutoCloseable {

    final AtomicLong count = new AtomicLong();
    volatile Latencies latencies = new Latencies();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread = Thread.ofPlatform().daemon().start(this::read);

    /** Waits until a first record has come through. */
    void ready(KafkaProducer<String, String> producer) throws InterruptedException {
      while (count.get() == 0) {
        send(producer, 0);
        producer.flush();
        Thread.sleep(50);
      }
      long seen;
      do {
        seen = count.get();
        Thread.sleep(300);
      } while (count.get() != seen);
    }

    void await(long wanted) throws InterruptedException {
      long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (count.get() < wanted) {
        if (System.nanoTime() > limit) {
          throw new IllegalStateException(count.get() + " of " + wanted + " records arrived");
        }
        Thread.sleep(2);
      }
    }

    private void read() {
      try (KafkaConsumer<String, String> consumer =
          new KafkaConsumer<>(
              Map.of(
                  "bootstrap.servers",
                  brokers,
                  "group.id",
                  UUID.randomUUID().toString(),
                  "fetch.min.bytes",
                  1,
                  "metadata.max.age.ms",
                  1000),
              new StringDeserializer(),
              new StringDeserializer())) {
        consumer.subscribe(List.of(TOPIC));
        while (!closed.get()) {
          consumer
              .poll(Duration.ofMillis(100))
              .forEach(record -> {
                String sent = record.value().substring(0, record.value().indexOf(':'));
                latencies.add(System.nanoTime() - Long.parseLong(sent));
                count.incrementAndGet();
              });
        }
      }
    }

    @Override
    public void close() throws InterruptedException {
      closed.set(true);
      thread.join(Duration.ofSeconds(10));
    }
  }
}
