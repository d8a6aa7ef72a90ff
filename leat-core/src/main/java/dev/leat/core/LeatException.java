package dev.leat.core;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Everything that Leat throws: one type per thing that a caller can do about it. */
public abstract sealed class LeatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String code;

    private LeatException(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** A stable name of this kind of error, as in {@code not-found}. */
    public final String code() {
        return code;
    }

    /** The call is wrong and will stay so: fix it, never retry. */
    public static final class Invalid extends LeatException {
        private static final long serialVersionUID = 1;
        private final String field;
        private final int line;
        private final int column;

        /**
         * @param field which part of the call is wrong
         * @param problem the value, what is wrong with it, and the way out
         */
        public Invalid(String field, String problem) {
            this(field, problem, 0, 0);
        }

        /**
         * @param field which part of the call is wrong
         * @param problem the value, what is wrong with it, and the way out
         * @param line the line of the field's text that is wrong, from 1; 0: not known
         * @param column the character in that line, from 1; 0: not known
         */
        public Invalid(String field, String problem, int line, int column) {
            super("invalid", field + ": " + problem, null);
            this.field = field;
            this.line = line;
            this.column = column;
        }

        public String field() {
            return field;
        }

        /** The line of the field's text that is wrong, from 1; 0 if not known. */
        public int line() {
            return line;
        }

        /** The character in {@link #line()} where it goes wrong, from 1; 0 if not known. */
        public int column() {
            return column;
        }
    }

    /** There is no such thing: fix the name, or create it. */
    public static final class NotFound extends LeatException {
        private static final long serialVersionUID = 1;

        public NotFound(String message) {
            super("not-found", message, null);
        }
    }

    /** What was asked for is no longer kept: start at {@link #firstKept()}, knowing what is lost. */
    public static final class Expired extends LeatException {
        private static final long serialVersionUID = 1;
        private final transient Position firstKept;

        public Expired(String message, Position firstKept) {
            super("expired", message, null);
            this.firstKept = firstKept;
        }

        public Position firstKept() {
            return firstKept;
        }
    }

    /** A condition of the append was broken: reload, and decide again. Nothing was stored. */
    public static final class Conflict extends LeatException {
        private static final long serialVersionUID = 1;
        private final transient Condition condition;
        private final transient Position at;

        public Conflict(String message, Condition condition, Position at) {
            super("conflict", message, null);
            this.condition = condition;
            this.at = at;
        }

        /** The condition that did not hold. */
        public Condition condition() {
            return condition;
        }

        /**
         * Where the event stands that broke the condition; where one was missed, the last position of the stream, or of one of
         * its partitions, when it was looked for.
         */
        public Position at() {
            return at;
        }
    }

    /** Too much at once, or the disk is full. Nothing was stored: slow down, make room, try again. */
    public static final class Overloaded extends LeatException {
        private static final long serialVersionUID = 1;
        private final Duration retryAfter;

        public Overloaded(String message, Duration retryAfter, @Nullable Throwable cause) {
            super("overloaded", message, cause);
            this.retryAfter = retryAfter;
        }

        /** How long to wait before it makes sense to try again. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** What is needed cannot be reached now. Nothing was stored: retry later. */
    public static final class Unavailable extends LeatException {
        private static final long serialVersionUID = 1;

        public Unavailable(String message, @Nullable Throwable cause) {
            super("unavailable", message, cause);
        }
    }

    /** Whether it was stored is not known: look before you retry. */
    public static final class InDoubt extends LeatException {
        private static final long serialVersionUID = 1;

        public InDoubt(String message, @Nullable Throwable cause) {
            super("in-doubt", message, cause);
        }
    }

    /** The time given was over first; what was asked for goes on. */
    public static final class TimedOut extends LeatException {
        private static final long serialVersionUID = 1;

        public TimedOut(String message) {
            super("timed-out", message, null);
        }
    }

    /** What was called failed: the cause says why. */
    public static final class Failed extends LeatException {
        private static final long serialVersionUID = 1;

        public Failed(String message, @Nullable Throwable cause) {
            super("failed", message, cause);
        }
    }

    /** The engine cannot do this: use another engine or setting. */
    public static final class Unsupported extends LeatException {
        private static final long serialVersionUID = 1;
        private final Capability capability;

        public Unsupported(Capability capability, String reason) {
            super("unsupported", capability + " is not supported: " + reason, null);
            this.capability = capability;
        }

        public Capability capability() {
            return capability;
        }
    }

    /** What is stored is damaged: run {@code leat verify}, restore from a backup. */
    public static final class Damaged extends LeatException {
        private static final long serialVersionUID = 1;
        private final transient Path file;
        private final long offset;

        /**
         * @param file the damaged file
         * @param offset the first byte that cannot be trusted
         */
        public Damaged(Path file, long offset, String problem) {
            super("damaged", file + " at byte " + offset + ": " + problem, null);
            this.file = file;
            this.offset = offset;
        }

        public Path file() {
            return file;
        }

        public long offset() {
            return offset;
        }
    }

    /** It is not allowed: check credentials and permissions. */
    public static final class Denied extends LeatException {
        private static final long serialVersionUID = 1;

        public Denied(String message, @Nullable Throwable cause) {
            super("denied", message, cause);
        }
    }

    /** Someone else owns it: wait for them, or open it read-only. */
    public static final class Fenced extends LeatException {
        private static final long serialVersionUID = 1;

        public Fenced(String message) {
            super("fenced", message, null);
        }
    }

    /** You closed it. */
    public static final class Closed extends LeatException {
        private static final long serialVersionUID = 1;

        public Closed(String message) {
            super("closed", message, null);
        }
    }
}
