/* picture.c - gnuplot in a folder of its own, its PNG read by libpng. */
#include "picture.h"

#include <criterion/criterion.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const unsigned long white = 0xffffff;

bool picture_can_be_drawn(void)
{
    return system("gnuplot --version >/dev/null 2>&1") == 0;
}

static void read_png(const char *path, picture *p)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    cr_assert(png_image_begin_read_from_file(&image, path), "%s", image.message);
    image.format = PNG_FORMAT_RGB;
    p->width = image.width;
    p->height = image.height;
    p->rgb = malloc(PNG_IMAGE_SIZE(image));
    cr_assert(p->rgb && png_image_finish_read(&image, NULL, p->rgb, 0, NULL), "%s",
              image.message);
}

picture picture_draw(const char *script)
{
    char    folder[] = "/tmp/atrisk-picture-XXXXXX", command[300], path[100];
    picture p = {0};
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/figure.gp", folder);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(script, file);
    fclose(file);
    snprintf(command, sizeof command, "cd %s && gnuplot -d figure.gp >figure.png", folder);
    cr_assert_eq(system(command), 0);
    snprintf(path, sizeof path, "%s/figure.png", folder);
    read_png(path, &p);
    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_assert_eq(system(command), 0);
    return p;
}

unsigned long picture_at(const picture *p, long x, long y)
{
    if (x < 0 || y < 0 || x >= (long)p->width || y >= (long)p->height) return white;
    const unsigned char *c = &p->rgb[3 * ((size_t)y * p->width + (size_t)x)];
    return (unsigned long)c[0] << 16 | (unsigned long)c[1] << 8 | c[2];
}

bool picture_has_ink(const picture *p, long left, long right, long top, long bottom)
{
    for (long y = top; y <= bottom; y++)
        for (long x = left; x <= right; x++)
            if (picture_at(p, x, y) != white) return true;
    return false;
}

void picture_free(picture *p)
{
    free(p->rgb);
    *p = (picture){0};
}
