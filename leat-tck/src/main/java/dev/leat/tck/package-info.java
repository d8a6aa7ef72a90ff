/**
 * The contract that every engine of Leat keeps, as suites of JUnit 5.
 *
 * <p>To hold an engine of your own to it, register its {@link dev.leat.engine.EngineProvider} for {@code ServiceLoader},
 * write an {@link dev.leat.tck.EngineFixture}, and run all suites with one class:
 *
 * <pre>{@code
 * class MyEngineTest extends EngineContract {
 *     @Override
 *     protected EngineFixture fixture() {
 *         return new MyEngineFixture();
 *     }
 * }
 * }</pre>
 *
 * <p>Each suite also stands alone ({@code class MyStreamsTest extends StreamsContract}), as long as an engine grows.
 *
 * <p>Suites fail, they never skip. What an engine declares to lack must be refused by name: the suites assert the refusal
 * instead. They ask nothing of speed but that an answer comes within seconds, and nothing of what a machine does when its
 * power fails: that is for an engine's own tests, on a disk that can be made to fail. Positions are compared with those that
 * were told, never with numbers; where conditions or duplicates are concerned, streams are guarded.
 *
 * <p>Dependencies: leat-core, whose contract it is; junit-jupiter-api and assertj-core, because the suites are tests;
 * cloudevents-api and cloudevents-core, for events that are not Leat's own; jspecify (annotations only).
 */
@NullMarked
package dev.leat.tck;

import org.jspecify.annotations.NullMarked;
