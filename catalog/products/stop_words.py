"""Words that say nothing about a good. PostgreSQL's Indonesian stemmer has no such list, and one of ours would have
to lie on the database server's disk."""

INDONESIAN = """
ada adalah agar akan aku anda antara apa apakah atau bagi bagaimana bahwa banyak beberapa beli belum berapa
bisa bukan buat cari carikan dalam dan dapat dari daripada dengan di dimana harga hanya harus ingin ini itu
jadi jika jual juga kalau kami karena kata ke kepada ketika kita lagi lain lalu maka mana mau mencari menjadi
mereka mohon nya oleh pada para punya saja sampai sangat saya sebagai sebuah secara sedang seperti serta sudah
tapi telah tentang tersebut tetapi tidak tolong untuk yaitu yang
"""
ENGLISH = """
a an and any are as at be buy by can do does find for from get has have how i in is it its looking me my of on
or our please sell show some that the their there these this those to want we what where which who with you
your
"""
STOP_WORDS = frozenset((INDONESIAN + ENGLISH).split())
