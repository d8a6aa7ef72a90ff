package dev.leat.log;

import java.lang.ref.SoftReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is held, or can be loaded again: once {@linkplain #release released}, memory that runs short takes it away.
 * Thread-safe; two threads may load at once, which gives equal values.
 */
final class Lazy<T> {

    private volatile @Nullable T held;
    private volatile @Nullable Supplier<T> loader;
    private volatile SoftReference<T> loaded = new SoftReference<>(null);

    private Lazy(@Nullable T held, @Nullable Supplier<T> loader) {
        this.held = held;
        this.loader = loader;
    }

    static <T> Lazy<T> of(T value) {
        return new Lazy<>(value, null);
    }

    static <T> Lazy<T> loading(Supplier<T> loader) {
        return new Lazy<>(null, loader);
    }

    T get() {
        T value = held;
        if (value == null) {
            value = loaded.get();
        }
        Supplier<T> source = loader;
        if (value == null && source != null) {
            value = source.get();
            loaded = new SoftReference<>(value);
        }
        if (value == null) {
            throw new IllegalStateException("neither held nor loadable");
        }
        return value;
    }

    /** Whether the value stays in memory whatever happens. */
    boolean isHeld() {
        return held != null;
    }

    /** Holds the value no longer: from now on it can be loaded. */
    void release(Supplier<T> source) {
        loader = source;
        T value = held;
        if (value != null) {
            loaded = new SoftReference<>(value);
        }
        held = null;
    }
}
