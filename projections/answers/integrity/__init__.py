"""How honestly were goals pursued in a period? One report, section by section."""
